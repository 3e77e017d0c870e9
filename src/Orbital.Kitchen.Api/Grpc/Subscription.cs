using Orbital.Application.Kitchen.FollowEvents;
using Orbital.Contracts.Kitchen.V1;

namespace Orbital.Kitchen.Api.Grpc;

/// <summary>One subscriber: a position in the feed. It keeps no queue.</summary>
/// <param name="feed">The events.</param>
/// <param name="after">The position; null for what comes from now on.</param>
/// <param name="station">Only events that concern this station; null for all.</param>
/// <param name="heartbeatInterval">Time between two heartbeats.</param>
/// <param name="time">The clock.</param>
internal sealed class Subscription(IEventFeed feed, EventPosition? after, string? station, TimeSpan heartbeatInterval, TimeProvider time) : IDisposable
{
    // Beats keep their own time: events, above all those that are not for this station, must not put them off.
    private readonly PeriodicTimer _beats = new(heartbeatInterval, time);
    private Task? _beat;
    private Task<EventBatch>? _next;
    private EventPosition _position;

    /// <summary>What to send next, at least one message: at once the first time, then when there is something.</summary>
    public async Task<IReadOnlyList<SubscribeResponse>> NextAsync(CancellationToken ended)
    {
        ended.ThrowIfCancellationRequested();
        if (_beat is null || _next is null)
        {
            // Before that there is no position to begin at.
            await feed.Started.WaitAsync(ended);
            Begin(ended);
            return [Heartbeat()];
        }

        await Task.WhenAny(_beat, _next);
        ended.ThrowIfCancellationRequested();
        if (_beat.IsCompleted)
        {
            _beat = _beats.WaitForNextTickAsync(ended).AsTask();
            return [Heartbeat()];
        }

        var messages = await TakeAsync(_next);
        _next = feed.ReadAsync(_position, ended).AsTask();
        return messages;
    }

    public void Dispose() => _beats.Dispose();

    private void Begin(CancellationToken ended)
    {
        var head = feed.Head;
        // Who does not say which history a number is from means the present one.
        _position = after is { } given ? given with { History = given.History ?? head.History } : head;
        _beat = _beats.WaitForNextTickAsync(ended).AsTask();
        _next = feed.ReadAsync(_position, ended).AsTask();
    }

    private async Task<IReadOnlyList<SubscribeResponse>> TakeAsync(Task<EventBatch> next)
    {
        try
        {
            var (frames, history) = await next;
            List<SubscribeResponse> messages = [];
            messages.AddRange(frames.Where(frame => frame.Concerns(station)).Select(EventMessages.Of));

            // The subscriber need not come back for events that it never gets.
            _position = new EventPosition(frames[^1].Sequence, history);
            if (!frames[^1].Concerns(station))
                messages.Add(new SubscribeResponse { Position = _position.Sequence });
            return messages;
        }
        catch (EventsNotAvailableException e)
        {
            _position = e.Head;
            return [Reset(e.Head)];
        }
    }

    private SubscribeResponse Heartbeat() => new()
    {
        Position = _position.Sequence,
        Heartbeat = new Heartbeat { At = time.GetUtcNow().UtcDateTime, NewestSequence = feed.Head.Sequence },
        History = _position.History ?? "",
    };

    private static SubscribeResponse Reset(EventPosition head) => new() { Position = head.Sequence, IsReset = true, History = head.History ?? "" };
}
