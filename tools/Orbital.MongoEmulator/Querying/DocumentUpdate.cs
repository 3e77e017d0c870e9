using MongoDB.Bson;
using Orbital.MongoEmulator.Commands;
using Orbital.MongoEmulator.Documents;
using Orbital.MongoEmulator.Storage;

namespace Orbital.MongoEmulator.Querying;

internal sealed record UpdateResult(int Matched, int Modified, BsonValue? UpsertedId, RawDocument? Before, RawDocument? After);

/// <summary>One update statement: which documents, how to change them, and whether to insert when there is none.</summary>
internal sealed class DocumentUpdate(Filter filter, UpdateProgram program, bool multi, bool upsert, SortOrder sort)
{
    /// <summary>Reads a statement of the update command: <c>{ q, u, multi, upsert }</c>.</summary>
    public static DocumentUpdate Parse(BsonDocument statement, DateTime now)
    {
        CommandRequest.AllowOnly(statement, "update", "q", "u", "multi", "upsert", "hint");
        var multi = CommandRequest.FlagOf(statement, "multi");
        var program = UpdateProgram.Parse(statement["u"], now);
        if (multi && program.IsReplacement)
            throw new CommandException(ErrorCodes.FailedToParse, "multi update is not supported for replacement-style update");

        return new DocumentUpdate(
            FilterParser.Parse(statement["q"].AsBsonDocument, now), program, multi, CommandRequest.FlagOf(statement, "upsert"), SortOrder.Parse([]));
    }

    /// <summary>The store's gate is held, so nothing comes between the search and the upsert.</summary>
    public UpdateResult Run(MongoStore store, Namespace target)
    {
        var found = sort.Apply(DocumentSearch.Find(store.Find(target), filter), static document => document.Document);
        var chosen = (multi ? found : found.Take(1)).ToList();
        if (chosen.Count == 0)
            return upsert ? Insert(store, target) : new UpdateResult(0, 0, null, null, null);

        var collection = store.Find(target)!;
        var modified = 0;
        var before = chosen[0].Document;
        foreach (var document in chosen)
        {
            if (Change(store, collection, document))
                modified++;
        }

        return new UpdateResult(chosen.Count, modified, null, before, chosen[0].Document);
    }

    /// <summary>An update that changes nothing is no write and makes no event.</summary>
    private bool Change(MongoStore store, StoredCollection collection, StoredDocument document)
    {
        var changed = program.Apply(document.Document.ToBsonDocument(), isInsert: false);
        if (!changed.TryGetValue("_id", out var id) && program.IsReplacement)
            changed.InsertAt(0, new BsonElement("_id", id = document.Id));
        if (!ValueOrder.Instance.Equals(id, document.Id))
        {
            throw new CommandException(
                ErrorCodes.ImmutableField,
                "Performing an update on the path '_id' would modify the immutable field '_id'");
        }

        var content = DocumentIdentity.WithIdFirst(RawDocument.From(changed), out _);
        if (content.SameBytes(document.Document))
            return false;

        if (program.IsReplacement)
            store.Replace(collection, document, content);
        else
            store.Update(collection, document, content, UpdateDescription.Between(document.Document.ToBsonDocument(), changed));

        return true;
    }

    private UpdateResult Insert(MongoStore store, Namespace target)
    {
        var seed = program.IsReplacement ? UpsertSeed.IdOnly(filter.Source) : UpsertSeed.From(filter.Source);
        var created = program.Apply(seed, isInsert: true);
        if (program.IsReplacement && !created.Contains("_id") && seed.TryGetValue("_id", out var id))
            created.InsertAt(0, new BsonElement("_id", id));

        var stored = store.Insert(store.GetOrCreate(target), RawDocument.From(created));
        return new UpdateResult(0, 0, stored.Id, null, stored.Document);
    }
}
