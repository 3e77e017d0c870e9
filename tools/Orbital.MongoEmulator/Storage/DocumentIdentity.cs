using MongoDB.Bson;
using Orbital.MongoEmulator.Commands;
using Orbital.MongoEmulator.Documents;

namespace Orbital.MongoEmulator.Storage;

/// <summary>Every stored document has an <c>_id</c>, and has it first.</summary>
internal static class DocumentIdentity
{
    public static RawDocument WithIdFirst(RawDocument document, out RawValue id)
    {
        if (!document.TryGet("_id"u8, out id))
            id = RawValue.From(ObjectId.GenerateNewId());
        else if (IsFirst(document))
            return Checked(document, id);

        var writer = new RawDocumentWriter();
        var start = writer.StartDocument();
        writer.Write("_id"u8, id);
        foreach (var element in document)
        {
            if (!element.Name.SequenceEqual("_id"u8))
                writer.WriteWhole(element.Whole);
        }

        writer.EndDocument(start);
        return Checked(writer.ToDocument(), id);
    }

    private static bool IsFirst(RawDocument document)
    {
        foreach (var element in document)
            return element.Name.SequenceEqual("_id"u8);

        return false;
    }

    private static RawDocument Checked(RawDocument document, RawValue id)
    {
        if (id.Type is BsonType.Array or BsonType.RegularExpression or BsonType.Undefined)
            throw new CommandException(53, $"The '_id' value cannot be of type {id.Type}");

        return document;
    }
}
