using MongoDB.Bson;
using Orbital.MongoEmulator.Commands;
using Orbital.MongoEmulator.Documents;

namespace Orbital.MongoEmulator.Storage;

/// <summary>
/// All data, the oplog and the clock, under one lock: whoever calls a member holds <see cref="Gate"/>, except for
/// <see cref="Publish"/>. One lock makes every command atomic, which is more than a real MongoDB promises.
/// </summary>
internal sealed class MongoStore
{
    public const int MaximumDocumentLength = 16 * 1024 * 1024;

    private readonly SortedDictionary<string, SortedDictionary<string, StoredCollection>> _databases = new(StringComparer.Ordinal);
    private readonly TimeProvider _time;

    public MongoStore(MongoEmulatorOptions options)
    {
        _time = options.TimeProvider;
        Clock = new ClusterClock(_time, options.IdleTick);
        Oplog = new Oplog(options.OplogEntries, Clock.Now);
    }

    public Lock Gate { get; } = new();

    public ClusterClock Clock { get; }

    public Oplog Oplog { get; }

    /// <summary>The server's wall clock, by which <c>$$NOW</c> and leases go.</summary>
    public DateTime Now => _time.GetUtcNow().UtcDateTime;

    public IEnumerable<string> Databases => _databases.Keys;

    public IReadOnlyCollection<StoredCollection> Collections(string database) =>
        _databases.TryGetValue(database, out var collections) ? collections.Values : [];

    public StoredCollection? Find(Namespace ns) =>
        _databases.TryGetValue(ns.Database, out var collections) ? collections.GetValueOrDefault(ns.Collection) : null;

    public StoredCollection GetOrCreate(Namespace ns)
    {
        if (Find(ns) is { } existing)
            return existing;

        var created = new StoredCollection(ns);
        Place(created);
        return created;
    }

    /// <summary>Called after each command: wakes the waiting streams, and tells the time for the reply.</summary>
    public ClusterTime Publish()
    {
        lock (Gate)
        {
            Oplog.Announce();
            return Clock.TickWhenIdle();
        }
    }

    /// <summary>Returns how many entries of the oplog were dropped.</summary>
    public long TrimOplog(int keep)
    {
        var dropped = Oplog.Trim(keep, Clock.Now);
        // As mongod's no-op after it: streams that have read all get a position that is not gone.
        Clock.Tick();
        return dropped;
    }

    public StoredDocument Insert(StoredCollection collection, RawDocument content)
    {
        var document = DocumentIdentity.WithIdFirst(content, out var id);
        CheckSize(document);
        var stored = new StoredDocument(id.ToBsonValue(), document);
        collection.Add(stored);
        Log(OplogOperation.Insert, collection, id, document);
        (stored.InsertedAt, stored.InsertedWall) = (Clock.Now, Now);
        return stored;
    }

    public void Replace(StoredCollection collection, StoredDocument document, RawDocument content)
    {
        CheckSize(content);
        collection.Replace(document, content);
        Log(OplogOperation.Replace, collection, KeyOf(content), content);
    }

    public void Update(StoredCollection collection, StoredDocument document, RawDocument content, BsonDocument change)
    {
        CheckSize(content);
        collection.Replace(document, content);
        Append(Entry(OplogOperation.Update, collection) with { Key = KeyOf(content), Change = change });
    }

    public void Delete(StoredCollection collection, StoredDocument document)
    {
        collection.Remove(document);
        Append(Entry(OplogOperation.Delete, collection) with { Key = KeyOf(document.Document) });
    }

    public void Drop(StoredCollection collection)
    {
        Append(Entry(OplogOperation.Drop, collection));
        Displace(collection);
    }

    public void DropDatabase(string database)
    {
        foreach (var collection in Collections(database).ToList())
            Drop(collection);

        Append(new OplogEntry(Clock.Tick(), Now, OplogOperation.DropDatabase, new Namespace(database, ""), Guid.Empty));
    }

    public void Rename(StoredCollection collection, Namespace target)
    {
        Append(Entry(OplogOperation.Rename, collection) with { RenamedTo = target });
        Displace(collection);
        collection.Namespace = target;
        Place(collection);
    }

    private void Log(OplogOperation operation, StoredCollection collection, RawValue key, RawDocument document) =>
        Append(Entry(operation, collection) with { Key = key, Document = document });

    private OplogEntry Entry(OplogOperation operation, StoredCollection collection) =>
        new(Clock.Tick(), Now, operation, collection.Namespace, collection.Id);

    private void Append(OplogEntry entry) => Oplog.Append(entry);

    private void Place(StoredCollection collection)
    {
        if (!_databases.TryGetValue(collection.Namespace.Database, out var collections))
            _databases.Add(collection.Namespace.Database, collections = new(StringComparer.Ordinal));

        collections.Add(collection.Namespace.Collection, collection);
    }

    private void Displace(StoredCollection collection)
    {
        var collections = _databases[collection.Namespace.Database];
        collections.Remove(collection.Namespace.Collection);
        if (collections.Count == 0)
            _databases.Remove(collection.Namespace.Database);
    }

    private static RawValue KeyOf(RawDocument document)
    {
        document.TryGet("_id"u8, out var id);
        return id;
    }

    private static void CheckSize(RawDocument document)
    {
        if (document.Length > MaximumDocumentLength)
        {
            throw new CommandException(
                ErrorCodes.BsonObjectTooLarge,
                $"BSONObj size: {document.Length} is invalid. Size must be between 0 and {MaximumDocumentLength}");
        }
    }
}
