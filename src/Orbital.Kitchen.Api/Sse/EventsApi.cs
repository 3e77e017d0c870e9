using System.Globalization;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;
using Orbital.Application.Kitchen;
using Orbital.Application.Kitchen.FollowEvents;
using Orbital.Kitchen.Api.Access;

namespace Orbital.Kitchen.Api.Sse;

/// <summary>The events of the kitchen as Server-Sent Events.</summary>
internal static partial class EventsApi
{
    /// <summary>Of the name of a history.</summary>
    public const int MaxHistoryLength = 32;

    public static IServiceCollection AddEventStreams(this IServiceCollection services)
    {
        services.AddOptions<EventStreamOptions>().BindConfiguration("Kitchen:Events").ValidateDataAnnotations().ValidateOnStart();
        return services;
    }

    public static void MapEvents(this IEndpointRouteBuilder endpoints) => endpoints.MapGet("/api/v1/events", FollowAsync)
        .WithTags("Events").WithName("FollowEvents").WithSummary("The events as Server-Sent Events").AddEndpointFilter(StreamSlots.HoldAsync);

    private static async Task FollowAsync(
        HttpContext context, IEventFeed feed, IHostApplicationLifetime lifetime, IOptions<EventStreamOptions> options, SignedInStreams signedIn,
        TimeProvider time, ILogger<EventStream> logger)
    {
        var response = context.Response;
        response.ContentType = "text/event-stream";
        response.Headers.CacheControl = "no-cache, no-store";
        response.Headers["X-Accel-Buffering"] = "no";
        context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        // Much longer than the deadline, for the kernel begins to count earlier: of a client that is there but does not read, it is the stream
        // that should notice, and tell.
        StreamSocket.Bound(context, silence: options.Value.WriteDeadline * 3);

        string? station = context.Request.Query["station"];
        var after = PositionOf(context.Request);
        using var right = signedIn.Open(context);
        using var measurements = new SubscriberMeasurements(KitchenMeter.Sse, after?.Sequence);
        var stream = new EventStream(response.BodyWriter, feed, station, measurements, options.Value, time);
        var started = time.GetTimestamp();
        try
        {
            await RunAsync(stream, after, context, right.Ended, lifetime.ApplicationStopping);
        }
        catch (KitchenUnavailableException)
        {
            // What it must replay cannot be read now. The end of the stream makes it come back with its position, here or elsewhere.
        }
        catch (ClientStalledException)
        {
            context.Abort();
            measurements.Evicted();
            LogEvicted(logger, $"{context.Connection.RemoteIpAddress}:{context.Connection.RemotePort}", station, stream.Position.Sequence, time.GetElapsedTime(started));
        }
    }

    private static async Task RunAsync(EventStream stream, EventPosition? after, HttpContext context, CancellationToken signedOut, CancellationToken stopping)
    {
        // An idle stream would hold up the host's shutdown for its whole timeout.
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, signedOut, stopping);
        try
        {
            await stream.RunAsync(after, ended.Token);
        }
        catch (OperationCanceledException) when (ended.IsCancellationRequested)
        {
            // The client has gone, or is sent away: it comes back with its position, here or at another replica, or finds that it may not.
            if (!context.RequestAborted.IsCancellationRequested)
                await stream.FarewellAsync();
        }
    }

    // A browser repeats the query of the first request when it reconnects, so the header it adds then is the newer position.
    private static EventPosition? PositionOf(HttpRequest request)
    {
        string? text = request.Headers["Last-Event-ID"];
        if (string.IsNullOrEmpty(text))
            text = request.Query["after"];
        if (string.IsNullOrEmpty(text))
            return null;
        string? history = request.Query["history"];
        if (text.LastIndexOf(':') is var colon and >= 0)
            (history, text) = (text[..colon], text[(colon + 1)..]);
        if (!long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var sequence))
            return EventStream.Unusable;
        if (string.IsNullOrEmpty(history))
            return new EventPosition(sequence, null);
        return history.Length <= MaxHistoryLength && history.All(char.IsAsciiLetterOrDigit) ? new EventPosition(sequence, history) : EventStream.Unusable;
    }

    [LoggerMessage(LogLevel.Warning, "The client {Client} did not read its events and was disconnected (station {Station}, after event {Position}, connected for {Connected})")]
    private static partial void LogEvicted(ILogger logger, string client, string? station, long position, TimeSpan connected);
}
