using MongoDB.Bson;
using Orbital.MongoEmulator.Documents;

namespace Orbital.MongoEmulator.Storage;

/// <summary>A document in its place; its bytes are replaced, never changed.</summary>
internal sealed class StoredDocument(BsonValue id, RawDocument document)
{
    public BsonValue Id { get; } = id;

    public RawDocument Document { get; set; } = document;

    public ClusterTime InsertedAt { get; set; }

    public DateTime InsertedWall { get; set; }

    public LinkedListNode<StoredDocument>? Place { get; set; }
}

/// <summary>Documents in the order of their insertion and by <c>_id</c>, with the collection's indexes.</summary>
internal sealed class StoredCollection(Namespace ns)
{
    private readonly LinkedList<StoredDocument> _documents = [];
    private readonly Dictionary<BsonValue, StoredDocument> _byId = new(ValueOrder.Instance);

    public Namespace Namespace { get; set; } = ns;

    public Guid Id { get; } = Guid.NewGuid();

    public CollectionIndexes Indexes { get; } = new();

    public int Count => _documents.Count;

    public IEnumerable<StoredDocument> All => _documents;

    public StoredDocument? ById(BsonValue id) => _byId.GetValueOrDefault(id);

    /// <summary>Adds a document whose first field is <c>_id</c>. A duplicate of a unique key is error 11000.</summary>
    public void Add(StoredDocument document)
    {
        if (_byId.ContainsKey(document.Id))
            throw CollectionIndexes.Duplicate(Namespace, "_id_", new BsonDocument("_id", 1), new BsonDocument("_id", document.Id));

        Indexes.Replace(Namespace, document.Id, before: null, document.Document);
        _byId.Add(document.Id, document);
        document.Place = _documents.AddLast(document);
    }

    public void Replace(StoredDocument document, RawDocument content)
    {
        Indexes.Replace(Namespace, document.Id, document.Document, content);
        document.Document = content;
    }

    public void Remove(StoredDocument document)
    {
        Indexes.Replace(Namespace, document.Id, document.Document, after: null);
        _byId.Remove(document.Id);
        _documents.Remove(document.Place!);
    }
}
