using Orbital.Application.Kitchen;
using Orbital.Infrastructure.Hosting;
using Orbital.Infrastructure.Kitchen;
using Orbital.Kitchen.Api;
using Orbital.Kitchen.Api.Grpc;
using Orbital.Kitchen.Api.Rest;
using Orbital.Kitchen.Api.Sse;

var builder = WebApplication.CreateBuilder(args);
builder.AddOrbitalLogging();
builder.AddKitchenPorts();
builder.Services.AddKitchenApplication().AddKitchenInfrastructure(builder.Configuration);
builder.Services.AddOrbitalShutdown().AddKitchenGrpc().AddKitchenRest();

var app = builder.Build();
app.UseKitchenErrors();
app.UseDisplay();
app.MapOrbitalHealth();
app.MapKitchenGrpc();
app.MapKitchenRest();
app.MapEvents();
await app.RunAsync();
