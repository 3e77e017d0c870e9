using System.Collections.Concurrent;
using System.Threading.Channels;
using Orbital.Application.OrderManagement.WatchOrders;

namespace Orbital.Application.Tests.OrderManagement;

/// <summary>A feed that brings what the test writes, fails when the test says so, and notes when and where it was opened.</summary>
internal sealed class ScriptedFeed(TimeProvider time) : IOrderFeed
{
    private readonly Channel<object> _script = Channel.CreateUnbounded<object>();
    private int _asked;

    public ConcurrentQueue<(DateTimeOffset At, FeedStart Start)> Opened { get; } = [];

    /// <summary>Thrown by each opening while it is set.</summary>
    public Exception? FailsToOpen { get; set; }

    /// <summary>Changes that the listener has taken over.</summary>
    public int Read { get; private set; }

    /// <summary>What was asked to be kept of a first start.</summary>
    public ConcurrentQueue<FirstStart> Kept { get; } = [];

    public void Brings(params OrderChange[] changes) =>
        _script.Writer.TryWrite(new FeedBatch(changes, changes.LastOrDefault()?.Position) { SourceTime = time.GetUtcNow() });

    public void BringsQuiet(string position) => _script.Writer.TryWrite(
        new FeedBatch([], new FeedPosition(position)) { ReadUpTo = time.GetUtcNow(), SourceTime = time.GetUtcNow() });

    /// <summary>A part of the reading that was asked for last.</summary>
    public void Reads(Func<CollectionReading, CollectionReading> progress, params OrderChange[] changes) => _script.Writer.TryWrite(
        new FeedBatch([.. changes.Select(change => change with { Position = null })], null)
        {
            Reading = progress(((FeedStart.After)Opened.Last().Start).Reading!),
        });

    public void EndsScan() => Reads(reading => reading with { IsComplete = true });

    public void BringsScanned(params OrderChange[] changes) =>
        _script.Writer.TryWrite(new FeedBatch([.. changes.Select(change => change with { Position = null })], null));

    public void Fails(Exception exception) => _script.Writer.TryWrite(exception);

    public Task<IOrderFeedSession> OpenAsync(FeedStart start, CancellationToken cancellationToken)
    {
        Opened.Enqueue((time.GetUtcNow(), start));
        return FailsToOpen is null ? Task.FromResult<IOrderFeedSession>(new Session(this)) : throw FailsToOpen;
    }

    public Task<FeedPresent> GetPresentAsync(CancellationToken cancellationToken) =>
        Task.FromResult(new FeedPresent(new FeedPosition($"present {++_asked}"), time.GetUtcNow()));

    public Task KeepFirstStartAsync(FirstStart from, DateTimeOffset? moment, CancellationToken cancellationToken)
    {
        Kept.Enqueue(from);
        return Task.CompletedTask;
    }

    private sealed class Session(ScriptedFeed feed) : IOrderFeedSession
    {
        public async Task<FeedBatch> ReadAsync(CancellationToken cancellationToken)
        {
            switch (await feed._script.Reader.ReadAsync(cancellationToken))
            {
                case FeedBatch batch:
                    feed.Read += batch.Changes.Count;
                    return batch;
                case Exception exception:
                    throw exception;
                default:
                    throw new InvalidOperationException();
            }
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
