namespace Orbital.Kitchen.Api.Rest;

internal static class KitchenRest
{
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
        var api = app.MapGroup("/api/v1");
        api.MapBatchItems();
        api.MapOrders();
    }
}
