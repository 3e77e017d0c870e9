using MongoDB.Driver;

namespace Orbital.MongoEmulator.Tests;

internal static class StreamReading
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <summary>The next events; fails when they do not come in time.</summary>
    public static async Task<List<T>> ReadAsync<T>(this IChangeStreamCursor<T> stream, int count, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Patience);
        var events = new List<T>();
        while (events.Count < count && await stream.MoveNextAsync(limit.Token))
            events.AddRange(stream.Current);

        events.Count.ShouldBe(count);
        return events;
    }
}
