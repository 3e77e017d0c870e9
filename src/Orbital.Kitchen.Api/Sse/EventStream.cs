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

    public async Task RunAsync(long after, CancellationToken ended)
    {
        Write(Retry);
        WriteHeartbeat();
        await FlushAsync(ended);

        var next = feed.ReadAsync(after, ended).AsTask();
        while (true)
        {
            if (!await ArrivesAsync(next, ended))
            {
                WriteHeartbeat();
            }
            else
            {
                after = await WriteNextAsync(next, after);
                next = feed.ReadAsync(after, ended).AsTask();
            }

            await FlushAsync(ended);
        }
    }

    private async Task<bool> ArrivesAsync(Task next, CancellationToken ended)
    {
        if (next.IsCompleted)
            return true;
        using var beat = CancellationTokenSource.CreateLinkedTokenSource(ended);
        var first = await Task.WhenAny(next, Task.Delay(HeartbeatInterval, time, beat.Token));
        await beat.CancelAsync();
        ended.ThrowIfCancellationRequested();
        return first == next;
    }

    private async Task<long> WriteNextAsync(Task<IReadOnlyList<EventFrame>> next, long after)
    {
        try
        {
            foreach (var frame in await next)
            {
                if (station is null || frame.Stations.Contains(station))
                    WriteEvent(frame);
                after = frame.Sequence;
            }

            return after;
        }
        catch (EventsNotAvailableException e)
        {
            Write($"event: reset\ndata: {{\"sequence\":{e.Head}}}\n\n");
            return e.Head;
        }
    }

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
