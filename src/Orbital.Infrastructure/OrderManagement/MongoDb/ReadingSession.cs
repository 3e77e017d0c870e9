using MongoDB.Bson;
using MongoDB.Bson.IO;
using Orbital.Application.OrderManagement.WatchOrders;

namespace Orbital.Infrastructure.OrderManagement.MongoDb;

/// <summary>
/// Reads the collection beside the open stream, by turns, so that neither waits for the other's end. What the stream brings is newer: a document
/// that came with it is left out of what was read of the collection meanwhile.
/// </summary>
/// <param name="stream">The stream, opened before the scan.</param>
/// <param name="scan">The scan, opened behind it.</param>
/// <param name="reading">How far the reading had come.</param>
/// <param name="ages">Tells new documents from those of before the first start.</param>
/// <param name="decision">Asks what an operator has decided.</param>
/// <param name="options">The feed's options.</param>
/// <param name="time">The clock.</param>
internal sealed class ReadingSession(
    ChangeStreamSession stream,
    CollectionScan scan,
    CollectionReading reading,
    DocumentAges ages,
    Func<CancellationToken, Task<UnknownDocuments>> decision,
    OrderFeedOptions options,
    TimeProvider time) : IOrderFeedSession
{
    private static readonly TimeSpan AskInterval = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource _closing = new();
    private readonly Queue<RawBsonDocument> _page = new();
    private HashSet<string> _streamed = [];
    private HashSet<string> _streamedBefore = [];
    private readonly RecentDocuments _handedOut = new();
    private CollectionReading _reading = reading with { IsHeld = false, HandedOut = 0, PassedOver = 0 };
    private Task<FeedBatch>? _changes;
    private Task<FeedBatch>? _documents;
    private bool _takesDocuments;
    private bool _isComplete;

    public async Task<FeedBatch> ReadAsync(CancellationToken cancellationToken)
    {
        if (_isComplete)
            return WithoutHandedOut(await (Take(ref _changes)?.WaitAsync(cancellationToken) ?? stream.ReadAsync(cancellationToken)));
        _changes ??= stream.ReadAsync(_closing.Token);
        _documents ??= ReadDocumentsAsync(_closing.Token);
        await Task.WhenAny(_changes, _documents).WaitAsync(cancellationToken);
        // By turns: the stream's task is made anew each time, the scan's stands ready meanwhile.
        if (!_changes.IsCompleted || (_documents.IsCompleted && _takesDocuments))
        {
            _takesDocuments = false;
            var documents = await Take(ref _documents)!;
            _isComplete = documents.Reading!.IsComplete;
            return WithoutStreamed(documents);
        }

        _takesDocuments = true;
        var batch = await Take(ref _changes)!;
        _streamed.UnionWith(batch.Changes.Select(change => change.DocumentId).OfType<string>());
        return WithoutHandedOut(batch);
    }

    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();
        await Task.WhenAll(_changes ?? Task.CompletedTask, _documents ?? Task.CompletedTask).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await scan.DisposeAsync();
        await stream.DisposeAsync();
        _closing.Dispose();
    }

    private static Task<FeedBatch>? Take(ref Task<FeedBatch>? task)
    {
        var taken = task;
        task = null;
        return taken;
    }

    private FeedBatch WithoutStreamed(FeedBatch batch)
    {
        var fresh = batch.Changes
            .Where(change => change.DocumentId is not { } id || (!_streamed.Contains(id) && !_streamedBefore.Contains(id))).ToList();
        foreach (var change in fresh)
            _handedOut.Add(change);
        // The next page is read from now on, or was begun a moment ago.
        (_streamedBefore, _streamed) = (_streamed, []);
        return batch with { Changes = fresh, SourceTime = null };
    }

    /// <summary>What was inserted while the collection was read comes with the stream too: once is enough.</summary>
    private FeedBatch WithoutHandedOut(FeedBatch batch) => _handedOut.IsEmpty
        ? batch
        : batch with { Changes = [.. batch.Changes.Where(change => change.IsUpdate || !_handedOut.Contains(change))] };

    private async Task<FeedBatch> ReadDocumentsAsync(CancellationToken cancellationToken)
    {
        await AskAsync(cancellationToken);
        if (_page.Count == 0 && await scan.ReadAsync(cancellationToken) is { } page)
        {
            foreach (var document in page)
                _page.Enqueue(document);
        }
        else if (_page.Count == 0)
        {
            _reading = _reading with { IsComplete = true };
            return new FeedBatch([], Position: null) { Reading = _reading };
        }

        return new FeedBatch(HandOut(), Position: null) { Reading = _reading };
    }

    private List<OrderChange> HandOut()
    {
        var changes = new List<OrderChange>();
        while (_page.TryPeek(out var document))
        {
            var id = document.GetValue("_id", BsonNull.Value);
            var age = ages.Of(id);
            if (age == DocumentAge.Unknown && _reading.Unknown == UnknownDocuments.Undecided)
            {
                _reading = _reading with { IsHeld = true };
                break;
            }

            _page.Dequeue();
            var isWanted = age == DocumentAge.New || (age == DocumentAge.Unknown && _reading.Unknown == UnknownDocuments.Deliver);
            if (isWanted)
                changes.Add(OrderChanges.Read(position: null, document, document, options.SourceFields, isUpdate: false));
            _reading = _reading with
            {
                After = scan.IsOrdered ? ScanPlace.Write(id) : null,
                HandedOut = _reading.HandedOut + (isWanted ? 1 : 0),
                PassedOver = _reading.PassedOver + (isWanted ? 0 : 1),
            };
        }

        return changes;
    }

    /// <summary>Waits for an operator while the reading is held.</summary>
    private async Task AskAsync(CancellationToken cancellationToken)
    {
        while (_reading.IsHeld)
        {
            await Task.Delay(AskInterval, time, cancellationToken);
            var decided = await decision(cancellationToken);
            if (decided != UnknownDocuments.Undecided)
                _reading = _reading with { IsHeld = false, Unknown = decided };
        }
    }
}

/// <summary>The id of a document as text, of whatever type it is.</summary>
internal static class ScanPlace
{
    private static readonly JsonWriterSettings WithTypes = new() { OutputMode = JsonOutputMode.CanonicalExtendedJson };

    public static string Write(BsonValue id) => new BsonDocument("_id", id).ToJson(WithTypes);

    /// <summary>Null for no text, and for one that cannot be read: then the scan begins anew.</summary>
    public static BsonValue? Read(string? place)
    {
        try
        {
            return place is null ? null : BsonDocument.Parse(place)["_id"];
        }
        catch (Exception exception) when (exception is FormatException or BsonException or KeyNotFoundException)
        {
            return null;
        }
    }
}
