using System.IO.Pipelines;
using System.Text;
using Microsoft.Extensions.Time.Testing;
using Orbital.Application.Kitchen;
using Orbital.Application.Kitchen.FollowEvents;
using Orbital.Kitchen.Api.Sse;
using Orbital.Testing;

namespace Orbital.Kitchen.Api.Tests.Sse;

/// <summary>What one stream may keep, and how it begins, without a network.</summary>
public sealed class EventStreamBoundsTests : IAsyncDisposable
{
    private const int BufferBytes = 64 * 1024;

    private readonly FakeTimeProvider _time = new();
    private readonly EndlessFeed _feed = new();
    private readonly Pipe _pipe = new(new PipeOptions(pauseWriterThreshold: BufferBytes, resumeWriterThreshold: BufferBytes / 2));
    private readonly CancellationTokenSource _ended = new();

    public async ValueTask DisposeAsync()
    {
        await _ended.CancelAsync();
        _ended.Dispose();
    }

    [Fact]
    public async Task A_client_that_does_not_read_costs_one_buffer_and_one_batch_and_is_disconnected_after_the_deadline()
    {
        _feed.Start(head: 0);
        var stream = FollowAsync(new EventStreamOptions { WriteDeadline = TimeSpan.FromSeconds(4) });
        await Eventually.BecomesTrueAsync(() => _feed.BatchesRead > 0);

        await Eventually.BecomesTrueAsync(() =>
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            return stream.IsCompleted;
        });

        await Should.ThrowAsync<ClientStalledException>(() => stream);
        var unread = (await _pipe.Reader.ReadAsync(TestContext.Current.CancellationToken)).Buffer.Length;
        unread.ShouldBeInRange(BufferBytes, BufferBytes + EndlessFeed.BatchBytes + 1_000);
    }

    [Fact]
    public async Task A_client_that_reads_before_the_deadline_stays()
    {
        _feed.Start(head: 0);
        var stream = FollowAsync(new EventStreamOptions());

        for (var round = 0; round < 5; round++)
        {
            var batches = _feed.BatchesRead;
            _time.Advance(TimeSpan.FromSeconds(9));
            await Eventually.BecomesTrueAsync(async () => (await TextAsync()).Length > 0 && _feed.BatchesRead > batches);
        }

        stream.IsCompleted.ShouldBeFalse();
    }

    [Fact]
    public async Task The_first_heartbeat_waits_until_it_can_tell_the_position_but_the_stream_begins_at_once()
    {
        _ = FollowAsync(new EventStreamOptions());
        (await TextAsync()).ShouldMatch(@"\Aretry: [12]\d{3}\n\n\z");

        _time.Advance(TimeSpan.FromSeconds(15));
        (await TextAsync()).ShouldBe(":\n\n");

        _feed.Start(head: 41);
        var text = "";
        while (!text.Contains("id: 42", StringComparison.Ordinal))
            text += await TextAsync();
        text.ShouldContain("event: heartbeat\n");
        text.ShouldContain("\"sequence\":41}");
        text.ShouldContain("id: 42\nevent: order.received\ndata: ");
        text.ShouldNotContain("id: 1\n");
    }

    private Task FollowAsync(EventStreamOptions options) =>
        new EventStream(_pipe.Writer, _feed, station: null, new SubscriberMeasurements(KitchenMeter.Sse, after: null), options, _time).RunAsync(after: null, _ended.Token);

    /// <summary>All that is there to read, at least one byte.</summary>
    private async Task<string> TextAsync()
    {
        using var deadline = new CancellationTokenSource(Eventually.DefaultDeadline);
        var read = await _pipe.Reader.ReadAsync(deadline.Token);
        var text = Encoding.UTF8.GetString(read.Buffer);
        _pipe.Reader.AdvanceTo(read.Buffer.End);
        return text;
    }

    /// <summary>Has a next event for whoever asks.</summary>
    private sealed class EndlessFeed : IEventFeed
    {
        public const int BatchBytes = 20 * FrameBytes;

        private const int FrameBytes = 2_000;
        private readonly TaskCompletionSource _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _batchesRead;

        public EventPosition Head { get; private set; }

        public Task Started => _started.Task;

        public int BatchesRead => Volatile.Read(ref _batchesRead);

        public void Start(long head)
        {
            Head = new EventPosition(head, null);
            _started.SetResult();
        }

        public ValueTask<EventBatch> ReadAsync(EventPosition after, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref _batchesRead);
            return new(new EventBatch([.. Enumerable.Range(1, 20).Select(i => new EventFrame(after.Sequence + i, "order.received", [], new byte[FrameBytes - 50]))], null));
        }
    }
}
