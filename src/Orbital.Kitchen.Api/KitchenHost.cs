using Orbital.Application.Kitchen;
using Orbital.Infrastructure.Hosting;
using Orbital.Infrastructure.Hosting.Security;
using Orbital.Infrastructure.Kitchen;
using Orbital.Kitchen.Api.Access;
using Orbital.Kitchen.Api.Display;
using Orbital.Kitchen.Api.Grpc;
using Orbital.Kitchen.Api.Rest;
using Orbital.Kitchen.Api.Sse;

namespace Orbital.Kitchen.Api;

/// <summary>The kitchen service, put together. Tests run it in their own process; <c>Program.cs</c> runs it in one of its own.</summary>
internal static class KitchenHost
{
    /// <param name="args">The command line.</param>
    /// <param name="time">The clock; null for the system's.</param>
    public static WebApplication Build(string[] args, TimeProvider? time = null)
    {
        var builder = WebApplication.CreateBuilder(args);
        builder.Services.AddSingleton(time ?? TimeProvider.System);
        builder.AddOrbitalSecrets();
        builder.AddOrbitalLogging();
        builder.AddOrbitalTelemetry("orbital-kitchen", KitchenMeter.Name);
        builder.AddOrbitalTls();
        builder.AddOrbitalLimits();
        builder.AddKitchenPorts();
        builder.AddKitchenAccess();
        builder.Services.AddKitchenApplication().AddKitchenInfrastructure(builder.Configuration);
        builder.Services.AddOrbitalShutdown().AddKitchenGrpc().AddKitchenRest().AddDisplay().AddEventStreams();
        builder.RequireSafeStart(KitchenChecks.All);

        var app = builder.Build();
        app.UseHostNames();
        app.UseTrustedProxies();
        app.UseKitchenErrors();
        // The page is for everybody: it is what tells a screen how to get in.
        app.UseDisplay();
        app.UseKitchenAccess();
        var endpoints = app.MapWithAccess();
        endpoints.MapOrbitalHealth();
        endpoints.MapOrbitalMetrics();
        endpoints.MapKitchenGrpc();
        endpoints.MapKitchenRest();
        endpoints.MapEvents();
        return app;
    }
}
