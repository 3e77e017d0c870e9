using MongoDB.Bson;
using Orbital.MongoEmulator.Documents;
using Orbital.MongoEmulator.Querying;
using Orbital.MongoEmulator.Storage;

namespace Orbital.MongoEmulator.Commands;

/// <summary>insert, update and delete: lists of writes, each of which may fail by itself.</summary>
internal sealed class WriteCommands(MongoStore store, RetryableWrites retryable) : ICommandGroup
{
    private const int MaximumBatch = 100_000;

    public void Register(CommandTable commands)
    {
        commands.Add("insert", request => retryable.Run(request, () => Insert(request)));
        commands.Add("update", request => retryable.Run(request, () => Update(request)));
        commands.Add("delete", request => retryable.Run(request, () => Delete(request)));
    }

    private CommandReply Insert(CommandRequest request)
    {
        request.AllowOnly("documents", "ordered", "bypassDocumentValidation");
        var collection = store.GetOrCreate(request.Target);
        var n = 0;
        var errors = ForEach(request, "documents", (document, _) =>
        {
            store.Insert(collection, document);
            n++;
        });
        return Reply(new BsonDocument("n", n), errors);
    }

    private CommandReply Update(CommandRequest request)
    {
        request.AllowOnly("updates", "ordered", "bypassDocumentValidation");
        var target = request.Target;
        var now = store.Now;
        var (n, modified) = (0, 0);
        var upserted = new BsonArray();
        var errors = ForEach(request, "updates", (item, index) =>
        {
            var result = DocumentUpdate.Parse(item.ToBsonDocument(), now).Run(store, target);
            n += result.Matched;
            modified += result.Modified;
            if (result.UpsertedId is { } id)
            {
                n++;
                upserted.Add(new BsonDocument { { "index", index }, { "_id", id } });
            }
        });
        var reply = new BsonDocument { { "n", n }, { "nModified", modified } };
        if (upserted.Count > 0)
            reply.Add("upserted", upserted);
        return Reply(reply, errors);
    }

    private CommandReply Delete(CommandRequest request)
    {
        request.AllowOnly("deletes", "ordered");
        var n = 0;
        var errors = ForEach(request, "deletes", (item, _) =>
        {
            var delete = item.ToBsonDocument();
            CommandRequest.AllowOnly(delete, "delete", "q", "limit", "hint");
            var filter = FilterParser.Parse(delete["q"].AsBsonDocument, store.Now);
            if (store.Find(request.Target) is not { } collection)
                return;

            var found = DocumentSearch.Find(collection, filter);
            foreach (var document in (delete["limit"].ToInt32() == 1 ? found.Take(1) : found).ToList())
            {
                store.Delete(collection, document);
                n++;
            }
        });
        return Reply(new BsonDocument("n", n), errors);
    }

    /// <summary>Goes on after a failure only when the client said <c>ordered: false</c>.</summary>
    private static BsonArray ForEach(CommandRequest request, string items, Action<RawDocument, int> write)
    {
        var list = request.Items(items);
        if (list.Count is 0 or > MaximumBatch)
            throw new CommandException(16, $"Write batch sizes must be between 1 and {MaximumBatch}. Got {list.Count} operations.");

        var ordered = !request.Body.TryGetValue("ordered", out var flag) || flag.ToBoolean();
        var errors = new BsonArray();
        for (var index = 0; index < list.Count && (errors.Count == 0 || !ordered); index++)
        {
            try
            {
                write(list[index], index);
            }
            catch (CommandException exception)
            {
                var error = new BsonDocument { { "index", index }, { "code", exception.Code }, { "errmsg", exception.Message } };
                errors.Add(error.AddRange(exception.Details));
            }
        }

        return errors;
    }

    private static CommandReply Reply(BsonDocument counts, BsonArray errors)
    {
        if (errors.Count > 0)
            counts.Add("writeErrors", errors);

        return new CommandReply(counts);
    }
}
