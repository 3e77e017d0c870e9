using Orbital.Application.OrderManagement;
using Orbital.Infrastructure.Hosting;
using Orbital.Infrastructure.Hosting.Security;
using Orbital.Infrastructure.OrderManagement;

namespace Orbital.OrderManagement.Api;

/// <summary>Order Management, put together.</summary>
internal static class OrderManagementHost
{
    /// <param name="args">The command line: settings.</param>
    /// <param name="change">What else the builder is told, last of all.</param>
    public static WebApplication Build(string[] args, Action<WebApplicationBuilder>? change = null)
    {
        var builder = WebApplication.CreateBuilder(args);
        builder.AddOrbitalSecrets();
        builder.AddOrbitalLogging();
        builder.AddOrbitalTelemetry("orbital-order-management", OrderManagementMeter.Name);
        builder.AddOrbitalTls();
        builder.AddOrbitalLimits();
        builder.AddOrderManagementPort();
        builder.Services.AddOrderManagementApplication();
        builder.Services.AddOrderManagementInfrastructure(builder.Configuration);
        builder.Services.AddOrbitalHealth();
        builder.Services.AddOrbitalShutdown();
        builder.Services.AddProblemDetails();
        builder.AddOrbitalSignIn(OrderManagementAccess.Table());
        builder.RequireSafeStart(OrderManagementChecks.All);
        change?.Invoke(builder);

        var app = builder.Build();
        app.UseTrustedProxies();
        app.UseExceptionHandler();
        app.UseStatusCodePages();
        app.UseOrbitalSignIn();
        var endpoints = app.MapWithAccess();
        endpoints.MapOrbitalHealth();
        endpoints.MapOrbitalMetrics();
        endpoints.MapFeed();
        endpoints.MapDeadLetters();
        return app;
    }
}
