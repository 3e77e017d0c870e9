using MongoDB.Bson;
using Orbital.MongoEmulator.Documents;
using Orbital.MongoEmulator.Querying;
using Orbital.MongoEmulator.Storage;

namespace Orbital.MongoEmulator.Commands;

/// <summary>findAndModify: one document found and changed or removed at once. Leases are made of it.</summary>
internal sealed class FindAndModifyCommand(MongoStore store, RetryableWrites retryable) : ICommandGroup
{
    public void Register(CommandTable commands)
    {
        commands.Add("findAndModify", request => retryable.Run(request, () => Run(request)));
        commands.Add("findandmodify", request => retryable.Run(request, () => Run(request)));
    }

    private CommandReply Run(CommandRequest request)
    {
        request.AllowOnly("query", "sort", "remove", "update", "new", "fields", "upsert", "bypassDocumentValidation", "hint");
        var now = store.Now;
        var filter = FilterParser.Parse(request.Document("query"), now);
        var sort = SortOrder.Parse(request.Document("sort"));
        var projection = request.Document("fields") is { ElementCount: > 0 } fields ? ProjectionParser.Parse(fields, now) : null;
        var isRemoval = request.Flag("remove");
        if (isRemoval == request.Body.Contains("update"))
            throw new CommandException(ErrorCodes.FailedToParse, "Either an update or remove=true must be specified, and not both");
        if (isRemoval && (request.Flag("upsert") || request.Flag("new")))
            throw new CommandException(ErrorCodes.FailedToParse, "Cannot specify upsert or new together with remove");

        return isRemoval ? Remove(request, filter, sort, projection) : Update(request, filter, sort, projection, now);
    }

    private CommandReply Remove(CommandRequest request, Filter filter, SortOrder sort, Projection? projection)
    {
        var collection = store.Find(request.Target);
        var found = sort.Apply(DocumentSearch.Find(collection, filter), static document => document.Document).FirstOrDefault();
        if (found is not null)
            store.Delete(collection!, found);

        return Reply(new BsonDocument("n", found is null ? 0 : 1), found?.Document, projection);
    }

    private CommandReply Update(CommandRequest request, Filter filter, SortOrder sort, Projection? projection, DateTime now)
    {
        var program = UpdateProgram.Parse(request.Body["update"], now);
        var update = new DocumentUpdate(filter, program, multi: false, request.Flag("upsert"), sort);
        var result = update.Run(store, request.Target);
        var outcome = new BsonDocument
        {
            { "n", result.Matched + (result.UpsertedId is null ? 0 : 1) },
            { "updatedExisting", result.Matched > 0 },
        };
        if (result.UpsertedId is { } id)
            outcome.Add("upserted", id);

        return Reply(outcome, request.Flag("new") ? result.After : result.Before, projection);
    }

    private static CommandReply Reply(BsonDocument outcome, RawDocument? document, Projection? projection)
    {
        BsonValue value = BsonNull.Value;
        if (document is { } found)
            value = (projection is null ? found : projection.Apply(found)).ToBsonDocument();

        return new CommandReply(new BsonDocument { { "lastErrorObject", outcome }, { "value", value } });
    }
}
