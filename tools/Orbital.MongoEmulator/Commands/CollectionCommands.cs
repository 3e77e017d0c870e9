using MongoDB.Bson;
using Orbital.MongoEmulator.Documents;
using Orbital.MongoEmulator.Querying;
using Orbital.MongoEmulator.Storage;

namespace Orbital.MongoEmulator.Commands;

/// <summary>Collections and databases: listing, making, dropping, renaming.</summary>
internal sealed class CollectionCommands(MongoStore store, CursorRegistry cursors) : ICommandGroup
{
    public void Register(CommandTable commands)
    {
        commands.Add("create", Create);
        commands.Add("drop", Drop);
        commands.Add("dropDatabase", DropDatabase);
        commands.Add("renameCollection", Rename);
        commands.AddAsync("listCollections", ListCollectionsAsync);
        commands.Add("listDatabases", ListDatabases);
    }

    private CommandReply Create(CommandRequest request)
    {
        // Validators, capped collections, views and the like would be ignored: they are refused by not being named here.
        request.AllowOnly("autoIndexId", "idIndex");
        lock (store.Gate)
        {
            if (store.Find(request.Target) is not null)
                throw new CommandException(ErrorCodes.NamespaceExists, $"Collection {request.Target} already exists.");

            store.GetOrCreate(request.Target);
            return CommandReply.Ok();
        }
    }

    private CommandReply Drop(CommandRequest request)
    {
        request.AllowOnly();
        lock (store.Gate)
        {
            // Since 7.0 dropping what is not there is no error.
            if (store.Find(request.Target) is not { } collection)
                return CommandReply.Ok();

            var indexes = collection.Indexes.Count;
            store.Drop(collection);
            return new CommandReply(new BsonDocument { { "nIndexesWas", indexes }, { "ns", request.Target.ToString() } });
        }
    }

    private CommandReply DropDatabase(CommandRequest request)
    {
        request.AllowOnly();
        lock (store.Gate)
        {
            if (store.Collections(request.Database).Count == 0)
                return CommandReply.Ok();

            store.DropDatabase(request.Database);
            return new CommandReply(new BsonDocument("dropped", request.Database));
        }
    }

    private CommandReply Rename(CommandRequest request)
    {
        request.AllowOnly("to", "dropTarget");
        var source = FullName(request.Body[0]);
        var target = FullName(request.Body["to"]);
        lock (store.Gate)
        {
            var collection = store.Find(source)
                ?? throw new CommandException(ErrorCodes.NamespaceNotFound, $"Source collection {source} does not exist");
            if (source == target)
                throw new CommandException(ErrorCodes.IllegalOperation, "Can't rename a collection to itself");
            if (store.Find(target) is { } inTheWay)
            {
                if (!request.Flag("dropTarget"))
                    throw new CommandException(ErrorCodes.NamespaceExists, "target namespace exists");

                store.Drop(inTheWay);
            }

            store.Rename(collection, target);
            return CommandReply.Ok();
        }
    }

    private ValueTask<CommandReply> ListCollectionsAsync(CommandRequest request)
    {
        request.AllowOnly("filter", "nameOnly", "authorizedCollections", "cursor");
        var filter = FilterParser.Parse(request.Document("filter"), store.Now);
        List<RawDocument> found;
        lock (store.Gate)
        {
            found = [.. store.Collections(request.Database)
                .Select(collection => RawDocument.From(Describe(collection, request.Flag("nameOnly"))))
                .Where(filter.Matches)];
        }

        var cursor = new ResultCursor($"{request.Database}.$cmd.listCollections", found);
        var batchSize = CommandRequest.NumberOf(request.Document("cursor"), "batchSize", "cursor");
        return ReadCommands.OpenAsync(request, cursor, cursors, batchSize);
    }

    private CommandReply ListDatabases(CommandRequest request)
    {
        request.AllowOnly("filter", "nameOnly", "authorizedDatabases");
        var filter = FilterParser.Parse(request.Document("filter"), store.Now);
        lock (store.Gate)
        {
            var found = store.Databases
                .Select(name => new BsonDocument { { "name", name }, { "sizeOnDisk", 0L }, { "empty", false } })
                .Where(database => filter.Matches(RawDocument.From(database)))
                .Select(database => request.Flag("nameOnly") ? new BsonDocument("name", database["name"]) : database);
            return new CommandReply(new BsonDocument { { "databases", new BsonArray(found) }, { "totalSize", 0L } });
        }
    }

    private static BsonDocument Describe(StoredCollection collection, bool nameOnly)
    {
        var description = new BsonDocument { { "name", collection.Namespace.Collection }, { "type", "collection" } };
        if (nameOnly)
            return description;

        var info = new BsonDocument
        {
            { "readOnly", false },
            { "uuid", new BsonBinaryData(collection.Id, GuidRepresentation.Standard) },
        };
        return description
            .Add("options", new BsonDocument())
            .Add("info", info)
            .Add("idIndex", CollectionIndexes.IdIndex);
    }

    private static Namespace FullName(BsonValue value)
    {
        var parts = value.AsString.Split('.', 2);
        return parts.Length == 2 && parts[0].Length > 0 && Namespace.IsValidCollection(parts[1])
            ? new Namespace(parts[0], parts[1])
            : throw new CommandException(ErrorCodes.InvalidNamespace, $"Invalid namespace specified '{value}'");
    }
}
