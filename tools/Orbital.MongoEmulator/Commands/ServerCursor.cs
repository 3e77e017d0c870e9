using MongoDB.Bson;
using Orbital.MongoEmulator.Documents;

namespace Orbital.MongoEmulator.Commands;

/// <summary>What a client reads batch by batch.</summary>
internal abstract class ServerCursor(string ns) : IDisposable
{
    public const int MaximumBatchLength = 16 * 1024 * 1024;

    private readonly CancellationTokenSource _killed = new();

    public long Id { get; set; }

    public string Namespace { get; } = ns;

    /// <summary>The session that opened it, and with which it ends.</summary>
    public BsonValue? Session { get; set; }

    public bool InUse { get; set; }

    public long LastUsed { get; set; }

    /// <summary>Ends a waiting getMore.</summary>
    public CancellationToken Killed => _killed.Token;

    public virtual bool IsChangeStream => false;

    /// <summary>Up to that many documents, waiting for the first one if this kind of cursor waits.</summary>
    public abstract ValueTask<CursorBatch> NextAsync(int limit, TimeSpan maxWait, CancellationToken cancellationToken);

    public void Kill() => _killed.Cancel();

    public void Dispose() => _killed.Dispose();
}

/// <summary>The result of a query, complete when the cursor is opened: later writes do not show in it.</summary>
internal sealed class ResultCursor(string ns, IReadOnlyList<RawDocument> result) : ServerCursor(ns)
{
    private int _position;

    public override ValueTask<CursorBatch> NextAsync(int limit, TimeSpan maxWait, CancellationToken cancellationToken)
    {
        var batch = new List<RawDocument>();
        var bytes = 0;
        while (batch.Count < limit && _position < result.Count)
        {
            var next = result[_position];
            bytes += next.Length;
            if (batch.Count > 0 && bytes > MaximumBatchLength)
                break;

            batch.Add(next);
            _position++;
        }

        return ValueTask.FromResult(new CursorBatch(batch, _position == result.Count));
    }
}
