using MongoDB.Bson;
using Orbital.MongoEmulator.Documents;
using Orbital.MongoEmulator.Storage;

namespace Orbital.MongoEmulator.Commands;

/// <summary>createIndexes, listIndexes and dropIndexes.</summary>
internal sealed class IndexCommands(MongoStore store, CursorRegistry cursors) : ICommandGroup
{
    public void Register(CommandTable commands)
    {
        commands.Add("createIndexes", Create);
        commands.AddAsync("listIndexes", ListAsync);
        commands.Add("dropIndexes", Drop);
        commands.Add("deleteIndexes", Drop);
    }

    private CommandReply Create(CommandRequest request)
    {
        request.AllowOnly("indexes", "commitQuorum");
        var wanted = request.Body["indexes"].AsBsonArray.Select(index => Normalize(index.AsBsonDocument)).ToList();
        lock (store.Gate)
        {
            var isNew = store.Find(request.Target) is null;
            var collection = store.GetOrCreate(request.Target);
            var before = collection.Indexes.Count;
            foreach (var specification in wanted.Where(specification => !IsThere(collection, specification)))
                collection.Indexes.Add(new CollectionIndex(specification), collection);

            return new CommandReply(new BsonDocument
            {
                { "numIndexesBefore", before },
                { "numIndexesAfter", collection.Indexes.Count },
                { "createdCollectionAutomatically", isNew },
            });
        }
    }

    private ValueTask<CommandReply> ListAsync(CommandRequest request)
    {
        request.AllowOnly("cursor");
        List<RawDocument> found;
        lock (store.Gate)
            found = [.. Existing(request).Indexes.Specifications.Select(RawDocument.From)];

        var cursor = new ResultCursor(request.Target.ToString(), found);
        var batchSize = CommandRequest.NumberOf(request.Document("cursor"), "batchSize", "cursor");
        return ReadCommands.OpenAsync(request, cursor, cursors, batchSize);
    }

    private CommandReply Drop(CommandRequest request)
    {
        request.AllowOnly("index");
        var selector = request.Body["index"];
        lock (store.Gate)
        {
            var indexes = Existing(request).Indexes;
            var before = indexes.Count;
            if (selector == "*")
                indexes.Clear();
            else
                indexes.Remove(Choose(indexes, selector));

            return new CommandReply(new BsonDocument("nIndexesWas", before));
        }
    }

    private StoredCollection Existing(CommandRequest request) => store.Find(request.Target)
        ?? throw new CommandException(ErrorCodes.NamespaceNotFound, $"ns does not exist: {request.Target}");

    private static CollectionIndex Choose(CollectionIndexes indexes, BsonValue selector)
    {
        if (selector == "_id_" || selector == new BsonDocument("_id", 1))
            throw new CommandException(ErrorCodes.InvalidOptions, "cannot drop _id index");

        return indexes.Secondary.FirstOrDefault(index => selector is BsonDocument key ? index.Key == key : index.Name == selector)
            ?? throw new CommandException(ErrorCodes.IndexNotFound, $"index not found with name [{selector}]");
    }

    /// <summary>The same index again is fine; the same name or keys for something else is not.</summary>
    private static bool IsThere(StoredCollection collection, BsonDocument specification)
    {
        foreach (var existing in collection.Indexes.Specifications)
        {
            if (existing["key"] == specification["key"] && (existing["name"] == "_id_" || existing == specification))
                return true;
            if (existing["name"] == specification["name"])
                throw new CommandException(ErrorCodes.IndexKeySpecsConflict, $"An existing index has the same name as the requested index: {specification["name"]}");
            if (existing["key"] == specification["key"])
                throw new CommandException(ErrorCodes.IndexOptionsConflict, $"Index already exists with a different name or options: {existing["name"]}");
        }

        return false;
    }

    private static BsonDocument Normalize(BsonDocument specification)
    {
        // What would change the meaning of unique, and is not built, is refused: a partial or collated index.
        CommandRequest.AllowOnly(specification, "index", "key", "name", "unique", "sparse", "background", "expireAfterSeconds", "v", "ns", "hidden");
        if (!specification.TryGetValue("key", out var key) || key is not BsonDocument { ElementCount: > 0 } fields || !specification.Contains("name"))
            throw new CommandException(ErrorCodes.FailedToParse, "an index needs a key and a name");
        if (fields.Any(field => !field.Value.IsNumeric || field.Name.Contains("$**", StringComparison.Ordinal)))
            throw CommandException.NotSupported($"the index {fields}: only ascending and descending keys");

        var normalized = new BsonDocument { { "v", 2 }, { "key", fields }, { "name", specification["name"] } };
        foreach (var option in specification.Where(option => option.Name is "unique" or "sparse" && option.Value.ToBoolean()))
            normalized.Add(option.Name, true);
        if (specification.TryGetValue("expireAfterSeconds", out var seconds))
            normalized.Add("expireAfterSeconds", seconds);

        return normalized;
    }
}
