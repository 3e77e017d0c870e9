using System.IO.Pipelines;
using System.Text;
using System.Threading.Channels;
using Microsoft.Extensions.Time.Testing;
using Orbital.Application.Kitchen;
using Orbital.Application.Kitchen.FollowEvents;
using Orbital.Kitchen.Api.Sse;

namespace Orbital.Kitchen.Api.Tests;

/// <summary>The stream of a station in a kitchen where much happens elsewhere.</summary>
public sealed class EventStreamTests : IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);

    private readonly FakeTimeProvider _time = new();
    private readonly GivenFeed _feed = new();
    private readonly Pipe _pipe = new();
    private readonly CancellationTokenSource _ended = new();

    public void Dispose() => _ended.Dispose();

    [Fact]
    public async Task A_station_without_events_in_a_busy_kitchen_still_beats()
    {
        var stream = FollowAsync("Fryer");
        await TextAsync("event: heartbeat");

        for (var sequence = 1; sequence <= 3; sequence++)
        {
            _time.Advance(TimeSpan.FromSeconds(5));
            _feed.Give(Frame(sequence, "Grill"));
        }

        await TextAsync("event: heartbeat");
        await EndAsync(stream);
    }

    [Fact]
    public async Task Events_of_other_stations_move_the_position_to_come_back_with()
    {
        var stream = FollowAsync("Fryer");

        _feed.Give(Frame(1, "Grill"), Frame(2, "Fryer"), Frame(3, "Grill"));
        var text = await TextAsync("id: 3\n\n");

        text.ShouldContain("id: 2\nevent: order.received\ndata: {}\n\n");
        text.ShouldNotContain("id: 1");
        await EndAsync(stream);
    }

    private static EventFrame Frame(long sequence, string station) => new(sequence, "order.received", [station], "{}"u8.ToArray());

    private Task FollowAsync(string station) =>
        new EventStream(_pipe.Writer, _feed, station, new SubscriberMeasurements(KitchenMeter.Sse, after: 0), new EventStreamOptions(), _time).RunAsync(new EventPosition(0, null), _ended.Token);

    private async Task EndAsync(Task stream)
    {
        await _ended.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => stream);
    }

    /// <summary>All that was written since the last call, once it contains what is expected.</summary>
    private async Task<string> TextAsync(string expected)
    {
        using var deadline = new CancellationTokenSource(Deadline);
        var text = "";
        while (!text.Contains(expected, StringComparison.Ordinal))
        {
            var read = await _pipe.Reader.ReadAsync(deadline.Token);
            text += Encoding.UTF8.GetString(read.Buffer);
            _pipe.Reader.AdvanceTo(read.Buffer.End);
        }

        return text;
    }

    /// <summary>Hands out the batches that the test gives.</summary>
    private sealed class GivenFeed : IEventFeed
    {
        private readonly Channel<IReadOnlyList<EventFrame>> _batches = Channel.CreateUnbounded<IReadOnlyList<EventFrame>>();

        public EventPosition Head => default;

        public Task Started => Task.CompletedTask;

        public void Give(params EventFrame[] frames) => _batches.Writer.TryWrite(frames).ShouldBeTrue();

        public async ValueTask<EventBatch> ReadAsync(EventPosition after, CancellationToken cancellationToken) =>
            new(await _batches.Reader.ReadAsync(cancellationToken), null);
    }
}
