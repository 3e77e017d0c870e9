using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Mvc;
using Orbital.Kitchen.Api.Display;
using Orbital.Kitchen.Api.Rest.OpenApi;

namespace Orbital.Kitchen.Api.Rest;

internal static class KitchenRest
{
    /// <summary>Largest body of a REST request: the largest sensible command is a few hundred bytes.</summary>
    private const long MaxRequestBodyBytes = 64 * 1024;

    public static IServiceCollection AddKitchenRest(this IServiceCollection services)
    {
        services.AddProblemDetails();
        services.AddExceptionHandler<ErrorProblem>();
        // Otherwise only development would answer a body that cannot be read with a reason.
        services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true);
        services.ConfigureHttpJsonOptions(options => RestJson.Configure(options.SerializerOptions));
        services.AddKitchenOpenApi();
        return services;
    }

    public static void UseKitchenErrors(this WebApplication app)
    {
        app.UseExceptionHandler();
        app.UseStatusCodePages(ProblemOfStatusAsync);
    }

    // What routing refuses on its own looks like what the routes refuse.
    private static Task ProblemOfStatusAsync(StatusCodeContext refused)
    {
        var context = refused.HttpContext;
        var problems = context.RequestServices.GetRequiredService<IProblemDetailsService>();
        return problems.TryWriteAsync(new ProblemDetailsContext { HttpContext = context, ProblemDetails = ErrorProblem.Problem(context.Response.StatusCode, null) })
            .AsTask();
    }

    public static void MapKitchenRest(this IEndpointRouteBuilder endpoints)
    {
        var api = endpoints.MapGroup("/api/v1").WithMetadata(new RequestSizeLimitAttribute(MaxRequestBodyBytes)).AddEndpointFilter(Preconditions.AnswerStaleAsync);
        api.MapBatchItems();
        api.MapOrders();
        api.MapStations();
        api.MapDisplay();
        api.MapDisplays();
        api.MapPairings();
        endpoints.MapKitchenOpenApi();
    }
}
