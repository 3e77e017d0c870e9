using MongoDB.Bson;
using Orbital.MongoEmulator.Documents;
using Orbital.MongoEmulator.Storage;

namespace Orbital.MongoEmulator.ChangeStreams;

/// <summary>Makes events from entries, with the fields in the order that MongoDB 7.0 has them in.</summary>
internal sealed class ChangeEventWriter
{
    private readonly RawDocumentWriter _writer = new();

    /// <remarks>The current document is the one of now, when the stream asks for it and the entry is an update.</remarks>
    public RawDocument Write(OplogEntry entry, ResumeToken token, (bool Wanted, RawDocument? Document) current)
    {
        _writer.Clear();
        var start = _writer.StartDocument();
        WriteHead(entry, token, NameOf(entry.Operation));
        if (entry.Operation is OplogOperation.Insert or OplogOperation.Replace)
            _writer.Write("fullDocument"u8, entry.Document);
        else if (entry.Operation == OplogOperation.Update && current.Wanted)
            WriteCurrent(current.Document);

        WriteNamespace("ns"u8, entry.Namespace);
        if (entry.RenamedTo is { } target)
            WriteNamespace("to"u8, target);
        if (!entry.Key.IsMissing)
        {
            var key = _writer.StartDocument(BsonType.Document, "documentKey"u8);
            _writer.Write("_id"u8, entry.Key);
            _writer.EndDocument(key);
        }

        if (entry.Change is { } change)
            _writer.Write("updateDescription"u8, RawDocument.From(change));
        _writer.EndDocument(start);
        return _writer.ToDocument();
    }

    public RawDocument WriteInvalidate(OplogEntry cause, ResumeToken token)
    {
        _writer.Clear();
        var start = _writer.StartDocument();
        WriteHead(cause, token, "invalidate");
        _writer.EndDocument(start);
        return _writer.ToDocument();
    }

    private void WriteHead(OplogEntry entry, ResumeToken token, string operation)
    {
        var id = _writer.StartDocument(BsonType.Document, "_id"u8);
        _writer.Write("_data"u8, token.Data);
        _writer.EndDocument(id);
        _writer.Write("operationType"u8, operation);
        _writer.Write(BsonType.Timestamp, "clusterTime"u8, entry.Time.ToBson().Value);
        _writer.Write(BsonType.DateTime, "wallTime"u8, new BsonDateTime(entry.WallTime).MillisecondsSinceEpoch);
    }

    private void WriteCurrent(RawDocument? document)
    {
        if (document is { } present)
            _writer.Write("fullDocument"u8, present);
        else
            _writer.Write(BsonType.Null, "fullDocument"u8, []);
    }

    private void WriteNamespace(ReadOnlySpan<byte> name, Namespace ns)
    {
        var start = _writer.StartDocument(BsonType.Document, name);
        _writer.Write("db"u8, ns.Database);
        if (ns.Collection.Length > 0)
            _writer.Write("coll"u8, ns.Collection);
        _writer.EndDocument(start);
    }

    private static string NameOf(OplogOperation operation) => operation switch
    {
        OplogOperation.Insert => "insert",
        OplogOperation.Update => "update",
        OplogOperation.Replace => "replace",
        OplogOperation.Delete => "delete",
        OplogOperation.Drop => "drop",
        OplogOperation.Rename => "rename",
        OplogOperation.DropDatabase => "dropDatabase",
        _ => throw new ArgumentOutOfRangeException(nameof(operation), operation, message: null),
    };
}
