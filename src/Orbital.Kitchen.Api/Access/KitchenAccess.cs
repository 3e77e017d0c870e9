using Microsoft.AspNetCore.Authentication;
using Orbital.Infrastructure.Hosting.Security;

namespace Orbital.Kitchen.Api.Access;

/// <summary>Who may call what at the kitchen. An endpoint that is not here is refused to everybody who must sign in.</summary>
internal static class KitchenAccess
{
    private static readonly AccessPolicy SendOrders = new("SendOrders", Roles.Service);
    private static readonly AccessPolicy SeeWork = new("SeeWork", Roles.Cook, Roles.Manager);
    private static readonly AccessPolicy DoWork = new("DoWork", Roles.Cook, Roles.Manager);
    private static readonly AccessPolicy Manage = new("Manage", Roles.Manager);
    private static readonly AccessPolicy WatchHealth = new("WatchHealth", Roles.Service, Roles.Cook, Roles.Manager);
    private static readonly AccessPolicy ReadContract = new("ReadContract", Roles.Manager);

    public static AccessTable Table() => SharedAccess.Table()
        .AllowCalls(SendOrders, "orbital.orders.v1.OrderService", "SendOrder", "CancelOrder")
        .AllowCalls(SeeWork, "orbital.kitchen.v1.EventService", "GetBoard", "Subscribe")
        .AllowCalls(SeeWork, "orbital.kitchen.v1.BatchItemService", "ListBatchItems", "GetBatchItem")
        .AllowCalls(
            DoWork, "orbital.kitchen.v1.BatchItemService",
            "CreateBatchItem", "StartBatchItem", "CompleteBatchItem", "RecallBatchItem", "AcknowledgeCancellation", "UpdateBatchItem", "CancelBatchItem")
        .Allow(
            SeeWork,
            "GET /api/v1/batch-items", "GET /api/v1/batch-items/{id}", "GET /api/v1/orders", "GET /api/v1/orders/{id}",
            "GET /api/v1/stations", "GET /api/v1/stations/{name}/performance", "GET /api/v1/board", "GET /api/v1/display", "GET /api/v1/events")
        .Allow(
            DoWork,
            "POST /api/v1/batch-items", "PATCH /api/v1/batch-items/{id}", "DELETE /api/v1/batch-items/{id}",
            "POST /api/v1/batch-items/{id}/start", "POST /api/v1/batch-items/{id}/complete", "POST /api/v1/batch-items/{id}/recall",
            "POST /api/v1/batch-items/{id}/acknowledge-cancellation", "POST /api/v1/orders/{id}/hand-off", "POST /api/v1/orders/{id}/rush")
        .Allow(
            Manage,
            "POST /api/v1/orders/{id}/cancel", "PUT /api/v1/stations/{name}/batching-policy",
            "GET /api/v1/displays", "PATCH /api/v1/displays/{id}", "DELETE /api/v1/displays/{id}", "POST /api/v1/pairings/{code}/approval")
        .Open("POST /api/v1/pairings", "GET /api/v1/pairings/mine")
        .OpenCalls("grpc.health.v1.Health", "Check")
        // A stream each: not for strangers, who could have any number of them.
        .AllowCalls(WatchHealth, "grpc.health.v1.Health", "Watch")
        .AllowCalls(ReadContract, "grpc.reflection.v1.ServerReflection", "ServerReflectionInfo")
        .AllowCalls(ReadContract, "grpc.reflection.v1alpha.ServerReflection", "ServerReflectionInfo")
        .Allow(ReadContract, "GET /openapi/{documentName}.json", "GET /docs/{documentName?}")
        // The program of the page for people: everybody can have it from its makers.
        .Open("GET /docs/scalar.js", "GET /docs/scalar.aspnetcore.js", "GET /docs/favicon.svg");

    /// <summary>Lets callers in by this table: with a token, displays with their cookie, Order Management with its certificate.</summary>
    public static void AddKitchenAccess(this WebApplicationBuilder builder)
    {
        builder.AddOrbitalSignIn(Table(), authentication => authentication
            .AddScheme<AuthenticationSchemeOptions, DisplaySignIn>(DisplaySignIn.SchemeName, configureOptions: null)
            .AddClientCertificates());
        builder.Services.Configure<SignInSchemes>(schemes =>
        {
            schemes.Add(DisplaySignIn.SchemeName, DisplaySignIn.IsShown, context => DisplayCookies.Display(context.Request));
            schemes.Add(ClientCertificateIdentity.Scheme, ClientCertificateIdentity.IsShown);
        });
        builder.Services.AddSingleton<KnownDisplays>();
        builder.Services.AddSingleton<StreamSlots>();
        builder.Services.AddSingleton<SignedInStreams>();
        builder.Services.AddHostedService(provider => provider.GetRequiredService<SignedInStreams>());
    }

    public static void UseKitchenAccess(this WebApplication app)
    {
        app.UseOrbitalSignIn(needsHeader: DisplaySignIn.IsBy);
        app.UseActionLog();
    }
}
