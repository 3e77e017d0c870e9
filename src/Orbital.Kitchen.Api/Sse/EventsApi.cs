using System.Globalization;
using Microsoft.AspNetCore.Http.Features;
using Orbital.Application.Kitchen.FollowEvents;

namespace Orbital.Kitchen.Api.Sse;

/// <summary>The events of the kitchen as Server-Sent Events.</summary>
internal static class EventsApi
{
    public static void MapEvents(this WebApplication app) => app.MapGet("/api/v1/events", FollowAsync)
        .WithTags("Events").WithName("FollowEvents").WithSummary("The events as Server-Sent Events");

    private static async Task FollowAsync(HttpContext context, IEventFeed feed, IHostApplicationLifetime lifetime, TimeProvider time)
    {
        var response = context.Response;
        response.ContentType = "text/event-stream";
        response.Headers.CacheControl = "no-cache, no-store";
        response.Headers["X-Accel-Buffering"] = "no";
        context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();

        // An idle stream would hold up the host's shutdown for its whole timeout.
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping);
        var stream = new EventStream(response.BodyWriter, feed, context.Request.Query["station"], time, context.Abort);
        try
        {
            await stream.RunAsync(PositionOf(context.Request), ended.Token);
        }
        catch (OperationCanceledException)
        {
            // The client has gone, or this replica is stopping: the client comes back with its position, here or at another replica.
        }
    }

    // A browser repeats the query of the first request when it reconnects, so the header it adds then is the newer position.
    private static long? PositionOf(HttpRequest request)
    {
        string? text = request.Headers["Last-Event-ID"];
        if (string.IsNullOrEmpty(text))
            text = request.Query["after"];
        if (string.IsNullOrEmpty(text))
            return null;
        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var position) ? position : EventStream.Unusable;
    }
}
