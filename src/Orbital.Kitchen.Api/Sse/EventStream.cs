using System.Buffers;
using System.Diagnostics;
using System.IO.Pipelines;
using System.Text;
using Orbital.Application.Kitchen;
using Orbital.Application.Kitchen.FollowEvents;

namespace Orbital.Kitchen.Api.Sse;

/// <summary>
/// One subscriber's stream: a position in the feed, and what has been written so far. It keeps no queue: what is unsent is at most one batch
/// of the feed beyond the buffer of <paramref name="output"/>.
/// </summary>
/// <param name="output">The response.</param>
/// <param name="feed">The events.</param>
/// <param name="station">Only events that concern this station; null for all.</param>
/// <param name="measurements">What is counted of it.</param>
/// <param name="options">How to treat the client.</param>
/// <param name="time">The clock.</param>
internal sealed class EventStream(
    PipeWriter output, IEventFeed feed, string? station, SubscriberMeasurements measurements, EventStreamOptions options, TimeProvider time)
{
    /// <summary>A position that the feed never has.</summary>
    public static readonly EventPosition Unusable = new(long.MaxValue, null);

    private const int RetryMilliseconds = 1_000;

    /// <summary>How long a replica that stops waits for a client to take the last bytes.</summary>
    private static readonly TimeSpan FarewellDeadline = TimeSpan.FromSeconds(1);

    // What is being written for orders that are traced, until it has gone out.
    private Activity? _delivery;

    /// <summary>Behind the last event that was written, or passed over because it is for other stations.</summary>
    public EventPosition Position { get; private set; }

    /// <param name="after">The position; null for what comes from now on.</param>
    /// <param name="ended">Ends the stream.</param>
    /// <exception cref="ClientStalledException">The client does not read.</exception>
    public async Task RunAsync(EventPosition? after, CancellationToken ended)
    {
        try
        {
            await WriteAllAsync(after, ended);
        }
        finally
        {
            _delivery?.Dispose();
        }
    }

    /// <summary>Sends the client away because this replica stops: it comes back after a moment, which differs so that not all come at once.</summary>
    /// <exception cref="ClientStalledException">The client does not read.</exception>
    public async Task FarewellAsync()
    {
        using var writing = new WriteLimit(FarewellDeadline, time, CancellationToken.None);
        WriteRetry(Random.Shared.Next(RetryMilliseconds / 2, RetryMilliseconds * 3 / 2));
        await FlushAsync(writing);
    }

    private async Task WriteAllAsync(EventPosition? after, CancellationToken ended)
    {
        using var writing = new WriteLimit(options.WriteDeadline, time, ended);
        // A replica that dies says no farewell: what was said at the beginning must do, and differ too.
        WriteRetry(Random.Shared.Next(RetryMilliseconds, RetryMilliseconds * 3));
        await FlushAsync(writing);

        // Beats keep their own time: events, above all those that are not for this station, must not put them off.
        using var beats = new PeriodicTimer(options.HeartbeatInterval, time);
        var beat = beats.WaitForNextTickAsync(ended).AsTask();
        while (await Task.WhenAny(feed.Started, beat) == beat)
        {
            ended.ThrowIfCancellationRequested();
            Write(":\n\n");
            beat = beats.WaitForNextTickAsync(ended).AsTask();
            await FlushAsync(writing);
        }

        var head = feed.Head;
        // Who does not say which history a number is from means the present one.
        Position = after is { } given ? given with { History = given.History ?? head.History } : head;
        WriteHeartbeat(head);
        var next = feed.ReadAsync(Position, ended).AsTask();
        while (true)
        {
            await FlushAsync(writing);
            _delivery?.Dispose();
            _delivery = null;
            if (!next.IsCompleted)
                await Task.WhenAny(next, beat);
            ended.ThrowIfCancellationRequested();
            if (beat.IsCompleted)
            {
                WriteHeartbeat(feed.Head);
                beat = beats.WaitForNextTickAsync(ended).AsTask();
            }

            if (next.IsCompleted)
            {
                Position = await WriteNextAsync(next);
                next = feed.ReadAsync(Position, ended).AsTask();
            }
        }
    }

    private async Task<EventPosition> WriteNextAsync(Task<EventBatch> next)
    {
        try
        {
            var (frames, history) = await next;
            _delivery = BeginDelivery(frames);
            var delivered = 0;
            for (var i = 0; i < frames.Count; i++)
            {
                if (!frames[i].Concerns(station))
                    continue;
                output.Write(frames[i].Message.Span);
                delivered++;
            }

            measurements.Delivered(delivered);
            var last = frames[^1];
            // A message without data is none, but the client remembers its id: it need not come back for what it never gets.
            if (!last.Concerns(station))
                Write($"id: {last.Sequence}\n\n");
            return new EventPosition(last.Sequence, history);
        }
        catch (EventsNotAvailableException e)
        {
            Write($"event: reset\ndata: {{\"sequence\":{e.Head.Sequence},\"history\":\"{e.Head.History}\"}}\n\n");
            return e.Head;
        }
    }

    private Activity? BeginDelivery(IReadOnlyList<EventFrame> frames) => KitchenActivities.BeginForAll(
        "deliver events",
        ActivityKind.Producer,
        frames.Where(frame => frame.TraceParent is not null && frame.Concerns(station))
            .Select(frame => ActivityContext.TryParse(frame.TraceParent, traceState: null, out var context) ? context : default))
        ?.SetTag("orbital.events.first", frames[0].Sequence).SetTag("orbital.events.last", frames[^1].Sequence).SetTag("orbital.station", station);

    private void WriteRetry(int milliseconds) => Write($"retry: {milliseconds}\n\n");

    // The comment keeps proxies awake; the event is what a page can see. The history is that of the position, until events have been read by another.
    private void WriteHeartbeat(EventPosition head) =>
        Write($":\nevent: heartbeat\ndata: {{\"at\":\"{time.GetUtcNow():O}\",\"history\":\"{Position.History}\",\"sequence\":{head.Sequence}}}\n\n");

    private void Write(string text) => Encoding.UTF8.GetBytes(text, output);

    private async ValueTask FlushAsync(WriteLimit limit)
    {
        var flush = output.FlushAsync(limit.Token);
        if (flush.IsCompletedSuccessfully)
            return;
        limit.Begin();
        try
        {
            await flush;
        }
        catch (OperationCanceledException) when (limit.IsExceeded)
        {
            // Told below.
        }

        limit.End();
        // The server may take the cancelled write for a connection that ended, and say nothing.
        if (!limit.IsExceeded)
            return;
        _delivery?.SetStatus(ActivityStatusCode.Error, "the client does not read").Dispose();
        throw new ClientStalledException(limit.Deadline);
    }
}
