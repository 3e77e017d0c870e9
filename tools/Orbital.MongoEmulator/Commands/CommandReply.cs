using MongoDB.Bson;
using Orbital.MongoEmulator.Documents;
using Orbital.MongoEmulator.Storage;

namespace Orbital.MongoEmulator.Commands;

/// <summary>Documents that a cursor hands out at once; the token belongs to change streams.</summary>
internal sealed record CursorBatch(IReadOnlyList<RawDocument> Documents, bool Finished, BsonDocument? ResumeToken = null);

internal sealed record CursorReply(string BatchName, long Id, string Namespace, CursorBatch Batch);

/// <summary>A command's answer: fields, and perhaps a batch whose documents go out as the bytes they are.</summary>
internal sealed class CommandReply(BsonDocument fields, CursorReply? cursor = null)
{
    private static readonly BsonDocument NoSignature = new()
    {
        { "hash", new BsonBinaryData(new byte[20]) },
        { "keyId", 0L },
    };

    public BsonDocument Fields { get; } = fields;

    public static CommandReply Ok() => new([]);

    public static CommandReply Failure(CommandException exception, IReadOnlyList<string> labels)
    {
        var failure = new BsonDocument
        {
            { "ok", 0.0 },
            { "errmsg", exception.Message },
            { "code", exception.Code },
            { "codeName", ErrorCodes.NameOf(exception.Code) },
        };
        return new CommandReply(failure.AddRange(exception.Details)).WithLabels(labels);
    }

    public CommandReply With(string name, BsonValue value) => new(new BsonDocument(Fields).Set(name, value), cursor);

    public CommandReply WithLabels(IReadOnlyList<string> labels) =>
        labels.Count > 0 ? With("errorLabels", new BsonArray(labels)) : this;

    /// <summary>Adds what every reply carries. A copy, because a remembered reply is answered again at a later time.</summary>
    public CommandReply Stamped(ClusterTime now)
    {
        var stamped = new BsonDocument(Fields);
        if (!stamped.Contains("ok"))
            stamped.Add("ok", 1.0);
        stamped.Add("$clusterTime", new BsonDocument { { "clusterTime", now.ToBson() }, { "signature", NoSignature } });
        stamped.Add("operationTime", now.ToBson());
        return new CommandReply(stamped, cursor);
    }

    public RawDocument ToDocument()
    {
        var plain = RawDocument.From(Fields);
        if (cursor is null)
            return plain;

        var writer = new RawDocumentWriter();
        var start = writer.StartDocument();
        WriteCursor(writer, cursor);
        writer.WriteWhole(plain.Bytes.Span[4..^1]);
        writer.EndDocument(start);
        return writer.ToDocument();
    }

    private static void WriteCursor(RawDocumentWriter writer, CursorReply cursor)
    {
        var start = writer.StartDocument(BsonType.Document, "cursor"u8);
        var batch = writer.StartDocument(BsonType.Array, cursor.BatchName == "firstBatch" ? "firstBatch"u8 : "nextBatch"u8);
        for (var i = 0; i < cursor.Batch.Documents.Count; i++)
            writer.WriteItem(i, new RawValue(BsonType.Document, cursor.Batch.Documents[i].Bytes));
        writer.EndDocument(batch);

        if (cursor.Batch.ResumeToken is { } token)
            writer.Write("postBatchResumeToken"u8, RawDocument.From(token));
        writer.Write(BsonType.Int64, "id"u8, cursor.Id);
        writer.Write("ns"u8, cursor.Namespace);
        writer.EndDocument(start);
    }
}
