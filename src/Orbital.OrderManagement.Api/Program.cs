using Microsoft.AspNetCore.Server.Kestrel.Core;
using Orbital.Application.OrderManagement;
using Orbital.Infrastructure.Hosting;
using Orbital.Infrastructure.Hosting.Security;
using Orbital.Infrastructure.OrderManagement;
using Orbital.OrderManagement.Api;

var builder = WebApplication.CreateBuilder(args);
builder.AddOrbitalLogging();
builder.AddOrbitalTelemetry("orbital-order-management", OrderManagementMeter.Name);
builder.WebHost.ConfigureKestrel(kestrel =>
    kestrel.ListenOnLoopback(builder.Configuration.GetValue("OrderManagement:HttpPort", 8000), HttpProtocols.Http1));
builder.Services.AddOrderManagementApplication();
builder.Services.AddOrderManagementInfrastructure(builder.Configuration);
builder.Services.AddOrbitalHealth();
builder.Services.AddOrbitalShutdown();
builder.Services.AddProblemDetails();
builder.AddOrbitalSignIn(OrderManagementAccess.Table());

var app = builder.Build();
app.UseExceptionHandler();
app.UseStatusCodePages();
app.UseOrbitalSignIn();
var endpoints = app.MapWithAccess();
endpoints.MapOrbitalHealth();
endpoints.MapOrbitalMetrics();
endpoints.MapFeed();
endpoints.MapDeadLetters();
await app.RunAsync();
