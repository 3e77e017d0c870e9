using Microsoft.AspNetCore.Server.Kestrel.Core;
using Orbital.Application.OrderManagement;
using Orbital.Infrastructure.Hosting;
using Orbital.Infrastructure.OrderManagement;
using Orbital.OrderManagement.Api;

var builder = WebApplication.CreateBuilder(args);
builder.AddOrbitalLogging();
builder.WebHost.ConfigureKestrel(kestrel =>
    kestrel.ListenOnLoopback(builder.Configuration.GetValue("OrderManagement:HttpPort", 8000), HttpProtocols.Http1));
builder.Services.AddOrderManagementApplication();
builder.Services.AddOrderManagementInfrastructure(builder.Configuration);
builder.Services.AddOrbitalHealth();
builder.Services.AddOrbitalShutdown();

var app = builder.Build();
app.MapOrbitalHealth();
app.MapFeed();
await app.RunAsync();
