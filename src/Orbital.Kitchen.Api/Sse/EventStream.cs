using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using Orbital.Application.Kitchen.FollowEvents;

namespace Orbital.Kitchen.Api.Sse;

/// <summary>One subscriber's stream: a position in the feed, and what has been written so far. It keeps no queue.</summary>
/// <param name="output">The response.</param>
/// <param name="feed">The events.</param>
/// <param name="station">Only events that concern this station; null for all.</param>
/// <param name="time">The clock.</param>
/// <param name="evict">Ends the connection of a client that does not read.</param>
internal sealed class EventStream(PipeWriter output, IEventFeed feed, string? station, TimeProvider time, Action evict)
{
    /// <summary>A position that the feed never has.</summary>
    public const long Unusable = long.MaxValue;

    private const string Retry = "retry: 1000\n\n";
    private static readonly TimeSpan HeartbeatInterval = TimeSpan.FromSeconds(15);

    /// <summary>How long a client may leave written bytes unread before it is disconnected; it catches up by replay.</summary>
    private static readonly TimeSpan WriteDeadline = TimeSpan.FromSeconds(10);

    /// <param name="after">The position; null for what comes from now on.</param>
    /// <param name="ended">Ends the stream.</param>
    public async Task RunAsync(long? after, CancellationToken ended)
    {
        Write(Retry);
        WriteHeartbeat();
        await FlushAsync(ended);

        // Beats keep their own time: events, above all those that are not for this station, must not put them off.
        using var beats = new PeriodicTimer(HeartbeatInterval, time);
        var beat = beats.WaitForNextTickAsync(ended).AsTask();
        var next = feed.ReadAsync(after, ended).AsTask();
        while (true)
        {
            await Task.WhenAny(next, beat);
            ended.ThrowIfCancellationRequested();
            if (beat.IsCompleted)
            {
                WriteHeartbeat();
                beat = beats.WaitForNextTickAsync(ended).AsTask();
            }

            if (next.IsCompleted)
                next = feed.ReadAsync(await WriteNextAsync(next), ended).AsTask();
            await FlushAsync(ended);
        }
    }

    private async Task<long> WriteNextAsync(Task<IReadOnlyList<EventFrame>> next)
    {
        try
        {
            var frames = await next;
            foreach (var frame in frames.Where(Concerns))
                WriteEvent(frame);

            // A message without data is none, but the client remembers its id: it need not come back for what it never gets.
            if (!Concerns(frames[^1]))
                Write($"id: {frames[^1].Sequence}\n\n");
            return frames[^1].Sequence;
        }
        catch (EventsNotAvailableException e)
        {
            Write($"event: reset\ndata: {{\"sequence\":{e.Head}}}\n\n");
            return e.Head;
        }
    }

    private bool Concerns(EventFrame frame) => station is null || frame.Stations.Contains(station);

    private void WriteEvent(EventFrame frame)
    {
        Write($"id: {frame.Sequence}\nevent: {frame.Type}\ndata: ");
        output.Write(frame.Data.Span);
        Write("\n\n");
    }

    // The comment keeps proxies awake; the event is what a page can see.
    private void WriteHeartbeat() => Write($":\nevent: heartbeat\ndata: {{\"at\":\"{time.GetUtcNow():O}\",\"sequence\":{feed.Head}}}\n\n");

    private void Write(string text) => Encoding.UTF8.GetBytes(text, output);

    private async Task FlushAsync(CancellationToken ended)
    {
        var flush = output.FlushAsync(ended);
        if (flush.IsCompletedSuccessfully)
            return;
        try
        {
            await flush.AsTask().WaitAsync(WriteDeadline, time, ended);
        }
        catch (TimeoutException e)
        {
            evict();
            throw new OperationCanceledException("the client does not read", e);
        }
    }
}
