using Grpc.Core;
using Orbital.Contracts.Kitchen.V1;

namespace Orbital.Kitchen.Api.Tests;

/// <summary>Reads a gRPC subscription as a client does.</summary>
internal sealed class EventSubscriber : IAsyncDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);

    private readonly CancellationTokenSource _ended = new();
    private readonly IAsyncEnumerator<SubscribeResponse> _messages;

    public EventSubscriber(IEventService events, long? after = null, string station = "", string history = "") => _messages = events
        .Subscribe(new SubscribeRequest { AfterSequence = after, Station = station, History = history }, new CallOptions(cancellationToken: _ended.Token))
        .GetAsyncEnumerator();

    /// <summary>The next message that is not a heartbeat, or the next of all.</summary>
    public async Task<SubscribeResponse> NextAsync(bool heartbeats = false)
    {
        while (await _messages.MoveNextAsync().AsTask().WaitAsync(Deadline))
        {
            if (heartbeats || _messages.Current.Heartbeat is null)
                return _messages.Current;
        }

        throw new EndOfStreamException("the stream ended");
    }

    /// <summary>The next events.</summary>
    public async Task<List<KitchenEvent>> TakeAsync(int count)
    {
        List<KitchenEvent> events = [];
        while (events.Count < count)
        {
            if ((await NextAsync()).Event is { } taken)
                events.Add(taken);
        }

        return events;
    }

    public async ValueTask DisposeAsync()
    {
        await _ended.CancelAsync();
        await _messages.DisposeAsync();
        _ended.Dispose();
    }
}
