using System.Threading.Channels;
using Microsoft.Extensions.Time.Testing;
using Orbital.Application.Kitchen.FollowEvents;
using Orbital.Application.Kitchen.Views;
using Orbital.Contracts.Kitchen.V1;
using Orbital.Kitchen.Api.Grpc;
using JsonSerializer = System.Text.Json.JsonSerializer;

namespace Orbital.Kitchen.Api.Tests;

/// <summary>What a gRPC subscriber is sent, and when, from a feed that does as the test says.</summary>
public sealed class SubscriptionTests : IDisposable
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);

    private readonly FakeTimeProvider _time = new(Noon);
    private readonly GivenFeed _feed = new();
    private readonly CancellationTokenSource _ended = new();
    private Subscription? _subscription;

    public void Dispose()
    {
        _subscription?.Dispose();
        _ended.Dispose();
    }

    [Fact]
    public async Task It_begins_with_a_heartbeat_at_the_position_asked_for()
    {
        Follow(after: 5);
        _feed.Head = 9;

        (await NextAsync()).ShouldBe([Heartbeat(position: 5, newest: 9, Noon)]);
        _feed.Positions.ShouldBe([5]);
    }

    [Fact]
    public async Task Without_a_position_it_begins_at_the_newest_event()
    {
        _feed.Head = 9;
        Follow(after: null);

        (await NextAsync()).ShouldBe([Heartbeat(position: 9, newest: 9, Noon)]);
        _feed.Positions.ShouldBe([9]);
    }

    [Fact]
    public async Task It_beats_every_15_seconds_whatever_happens_elsewhere()
    {
        Follow(after: 0, "Fryer");
        await NextAsync();

        for (var sequence = 1; sequence <= 2; sequence++)
        {
            _time.Advance(TimeSpan.FromSeconds(7));
            _feed.Give(Frame(sequence, "Grill"));
            (await NextAsync()).ShouldBe([new SubscribeResponse { Position = sequence }]);
        }

        var beat = NextAsync();
        beat.IsCompleted.ShouldBeFalse();
        _time.Advance(TimeSpan.FromSeconds(1));

        (await beat).ShouldBe([Heartbeat(position: 2, newest: 0, Noon.AddSeconds(15))]);
    }

    [Fact]
    public async Task Events_of_other_stations_only_move_the_position()
    {
        Follow(after: 0, "Fryer");
        await NextAsync();

        _feed.Give(Frame(1, "Grill"), Frame(2, "Fryer"), Frame(3, "Grill"));

        (await NextAsync()).Select(message => (message.Position, message.Event?.Sequence)).ShouldBe([(2, 2L), (3, null)]);
    }

    [Fact]
    public async Task An_event_has_one_message_for_all()
    {
        var frame = Frame(1, "Grill");

        EventMessages.Of(frame).ShouldBeSameAs(EventMessages.Of(frame));
    }

    [Fact]
    public async Task Nothing_is_said_before_the_feed_knows_its_newest_event()
    {
        var started = new TaskCompletionSource();
        _feed.Started = started.Task;
        Follow(after: null);
        var first = NextAsync();
        first.IsCompleted.ShouldBeFalse();

        _feed.Head = 7;
        started.SetResult();

        (await first).ShouldBe([Heartbeat(position: 7, newest: 7, Noon)]);
        _feed.Positions.ShouldBe([7]);
    }

    [Fact]
    public async Task It_ends_while_it_waits()
    {
        Follow(after: 0);
        await NextAsync();

        var next = NextAsync();
        await _ended.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => next);
    }

    private void Follow(long? after, string? station = null) => _subscription = new Subscription(_feed, after is { } sequence ? new EventPosition(sequence, null) : null, station, TimeSpan.FromSeconds(15), _time);

    private Task<IReadOnlyList<SubscribeResponse>> NextAsync() => _subscription!.NextAsync(_ended.Token);

    private static SubscribeResponse Heartbeat(long position, long newest, DateTimeOffset at) =>
        new() { Position = position, Heartbeat = new Heartbeat { At = at.UtcDateTime, NewestSequence = newest } };

    private static EventFrame Frame(long sequence, string station)
    {
        var view = new EventView(sequence, "order.received", Noon, null, null, null);
        return new EventFrame(sequence, view.Type, [station], JsonSerializer.SerializeToUtf8Bytes(view, KitchenJson.Readable.EventView));
    }

    /// <summary>Hands out the batches that the test gives.</summary>
    private sealed class GivenFeed : IEventFeed
    {
        private readonly Channel<IReadOnlyList<EventFrame>> _batches = Channel.CreateUnbounded<IReadOnlyList<EventFrame>>();

        public long Head { get; set; }

        EventPosition IEventFeed.Head => new(Head, null);

        public Task Started { get; set; } = Task.CompletedTask;

        public List<long> Positions { get; } = [];

        public void Give(params EventFrame[] frames) => _batches.Writer.TryWrite(frames).ShouldBeTrue();

        public async ValueTask<EventBatch> ReadAsync(EventPosition after, CancellationToken cancellationToken)
        {
            Positions.Add(after.Sequence);
            return new EventBatch(await _batches.Reader.ReadAsync(cancellationToken), null);
        }
    }
}
