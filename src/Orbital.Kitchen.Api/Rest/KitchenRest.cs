using Microsoft.AspNetCore.Mvc;

namespace Orbital.Kitchen.Api.Rest;

internal static class KitchenRest
{
    /// <summary>Largest body of a REST request: the largest sensible command is a few hundred bytes.</summary>
    private const long MaxRequestBodyBytes = 64 * 1024;

    public static IServiceCollection AddKitchenRest(this IServiceCollection services)
    {
        services.AddProblemDetails();
        services.AddExceptionHandler<ErrorProblem>();
        services.ConfigureHttpJsonOptions(options => RestJson.Configure(options.SerializerOptions));
        return services;
    }

    public static void UseKitchenErrors(this WebApplication app)
    {
        app.UseExceptionHandler();
        app.UseStatusCodePages();
    }

    public static void MapKitchenRest(this WebApplication app)
    {
        var api = app.MapGroup("/api/v1").WithMetadata(new RequestSizeLimitAttribute(MaxRequestBodyBytes));
        api.MapBatchItems();
        api.MapOrders();
    }
}
