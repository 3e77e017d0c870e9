using Orbital.MongoEmulator.Commands;
using Orbital.MongoEmulator.Documents;
using Orbital.MongoEmulator.Storage;

namespace Orbital.MongoEmulator.ChangeStreams;

/// <summary>An open stream: a position in the oplog, and the token of what was handed out last.</summary>
internal sealed class ChangeStreamCursor : ServerCursor
{
    // Entries are taken under the lock in portions of this size and made into events outside of it.
    private const int Portion = 256;

    private readonly MongoStore _store;
    private readonly ChangeStreamScope _scope;
    private readonly EventPipeline _pipeline;
    private readonly bool _lookUp;
    private readonly ChangeEventWriter _events = new();
    private readonly List<OplogEntry> _portion = new(Portion);
    private StreamPosition _position;
    private ResumeToken _token;
    private ClusterTime _readUpTo;
    private volatile bool _isStalled;

    /// <summary>The store's gate is held.</summary>
    public ChangeStreamCursor(
        string ns, MongoStore store, ChangeStreamScope scope, ChangeStreamOptions options, EventPipeline pipeline)
        : base(ns)
    {
        _store = store;
        _scope = scope;
        _pipeline = pipeline;
        _lookUp = options.LookUpFullDocument;
        (_position, _token) = StreamPosition.Find(store, scope, options);
    }

    public override bool IsChangeStream => true;

    public override async ValueTask<CursorBatch> NextAsync(int limit, TimeSpan maxWait, CancellationToken cancellationToken)
    {
        var deadline = new Deadline(TimeProvider.System, maxWait);
        while (true)
        {
            var appended = WhenAppended();
            var batch = _isStalled ? new CursorBatch([], Finished: false, _token.ToBson()) : Read(limit);
            if (batch.Documents.Count > 0 || batch.Finished || limit == 0 || !await deadline.WaitAsync(appended, cancellationToken))
                return batch;
        }
    }

    /// <summary>From now on it answers with nothing and an unchanged token, as on a member that follows nobody.</summary>
    public void Stall() => _isStalled = true;

    private Task WhenAppended()
    {
        lock (_store.Gate)
            return _store.Oplog.WhenAppended;
    }

    private CursorBatch Read(int limit)
    {
        var batch = new List<RawDocument>();
        var bytes = 0;
        while (batch.Count < limit)
        {
            if (_position.OwesInvalidate)
                return Invalidate(batch);
            if (!TakePortion())
            {
                MoveTokenWhenIdle(batch.Count);
                break;
            }

            foreach (var entry in _portion)
            {
                if (_position.OwesInvalidate || batch.Count == limit)
                    break;
                if (!TryHandOut(entry, batch, ref bytes))
                    return new CursorBatch(batch, Finished: false, _token.ToBson());
            }
        }

        return new CursorBatch(batch, Finished: false, _token.ToBson());
    }

    /// <summary>Reads on from the position; false when there is nothing. Takes note of how far the log has been read.</summary>
    private bool TakePortion()
    {
        _portion.Clear();
        lock (_store.Gate)
        {
            var oplog = _store.Oplog;
            if (_position.Sequence < oplog.First)
                throw StreamPosition.HistoryLost();

            var end = Math.Min(oplog.Next, _position.Sequence + Portion);
            for (var sequence = _position.Sequence; sequence < end; sequence++)
                _portion.Add(oplog[sequence]);

            _readUpTo = _store.Clock.TickWhenIdle();
        }

        return _portion.Count > 0;
    }

    /// <summary>
    /// Nothing to hand out, and the log read to its end: the token becomes a high-water mark. So it also passes what $match
    /// dropped, and a quiet stream does not fall out of the oplog.
    /// </summary>
    private void MoveTokenWhenIdle(int handedOut)
    {
        if (handedOut == 0 && _readUpTo > _token.Time)
            _token = ResumeToken.HighWaterMark(_readUpTo);
    }

    /// <summary>False when the entry has to wait for the next batch, because this one would get too big.</summary>
    private bool TryHandOut(OplogEntry entry, List<RawDocument> batch, ref int bytes)
    {
        var token = new ResumeToken(entry.Time, TokenKind.Event, entry.CollectionId);
        if (entry.Time >= _position.NotBefore && _scope.Includes(entry))
        {
            if (_pipeline.Apply(_events.Write(entry, token, LookUp(entry))) is { } visible)
            {
                CheckSize(visible);
                if (batch.Count > 0 && bytes + visible.Length > MaximumBatchLength)
                    return false;

                batch.Add(visible);
                bytes += visible.Length;
                _token = token;
            }

            _position = _position with { OwesInvalidate = _scope.IsInvalidatedBy(entry) };
        }

        _position = _position with { Sequence = _position.Sequence + 1 };
        return true;
    }

    private CursorBatch Invalidate(List<RawDocument> batch)
    {
        OplogEntry cause;
        lock (_store.Gate)
        {
            cause = _position.Sequence > _store.Oplog.First
                ? _store.Oplog[_position.Sequence - 1]
                : throw StreamPosition.HistoryLost();
        }

        _token = new ResumeToken(cause.Time, TokenKind.Invalidate, cause.CollectionId);
        if (_pipeline.Apply(_events.WriteInvalidate(cause, _token)) is { } visible)
            batch.Add(visible);

        return new CursorBatch(batch, Finished: true, _token.ToBson());
    }

    private (bool Wanted, RawDocument? Document) LookUp(OplogEntry entry)
    {
        if (!_lookUp || entry.Operation != OplogOperation.Update)
            return (false, null);

        lock (_store.Gate)
            return (true, _store.Find(entry.Namespace)?.ById(entry.Key.ToBsonValue())?.Document);
    }

    private static void CheckSize(RawDocument changeEvent)
    {
        if (changeEvent.Length > MongoStore.MaximumDocumentLength)
        {
            throw new CommandException(
                ErrorCodes.BsonObjectTooLarge,
                $"BSONObj size: {changeEvent.Length} is invalid: a change event must fit {MongoStore.MaximumDocumentLength} bytes");
        }
    }
}
