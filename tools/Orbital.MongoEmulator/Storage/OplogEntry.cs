using MongoDB.Bson;
using Orbital.MongoEmulator.Documents;

namespace Orbital.MongoEmulator.Storage;

internal enum OplogOperation
{
    Insert,
    Update,
    Replace,
    Delete,
    Drop,
    Rename,
    DropDatabase,
}

/// <summary>One change. Which of the optional parts are there follows from the operation.</summary>
internal sealed record OplogEntry(ClusterTime Time, DateTime WallTime, OplogOperation Operation, Namespace Namespace, Guid CollectionId)
{
    /// <summary>The document's <c>_id</c>.</summary>
    public RawValue Key { get; init; }

    /// <summary>The document as inserted or replaced.</summary>
    public RawDocument Document { get; init; }

    /// <summary>What an update changed.</summary>
    public BsonDocument? Change { get; init; }

    /// <summary>The new name after a rename.</summary>
    public Namespace? RenamedTo { get; init; }
}
