using MongoDB.Bson;
using Orbital.MongoEmulator.ChangeStreams;
using Orbital.MongoEmulator.Faults;
using Orbital.MongoEmulator.Querying;
using Orbital.MongoEmulator.Storage;

namespace Orbital.MongoEmulator.Commands;

/// <summary>aggregate: a pipeline over a collection, or a change stream on a collection, a database or everything.</summary>
internal sealed class AggregateCommand(MongoStore store, CursorRegistry cursors, ReplicationFaults faults) : ICommandGroup
{
    public void Register(CommandTable commands) => commands.AddAsync("aggregate", AggregateAsync);

    private ValueTask<CommandReply> AggregateAsync(CommandRequest request)
    {
        request.AllowOnly("pipeline", "cursor", "allowDiskUse", "hint", "let");
        if (request.Document("let").ElementCount > 0)
            throw CommandException.NotSupported("the option 'let' of aggregate");
        if (!request.Body.Contains("cursor"))
            throw new CommandException(ErrorCodes.FailedToParse, "The 'cursor' option is required, except for aggregate with the explain argument");

        var stages = StagesOf(request);
        ServerCursor cursor = stages.Count > 0 && stages[0].Contains("$changeStream") ? OpenStream(request, stages) : Run(request, stages);
        var batchSize = CommandRequest.NumberOf(request.Document("cursor"), "batchSize", "cursor");
        return ReadCommands.OpenAsync(request, cursor, cursors, batchSize);
    }

    private ResultCursor Run(CommandRequest request, List<BsonDocument> stages)
    {
        if (request.Body[0].IsNumeric)
            throw CommandException.NotSupported("aggregate on a database without $changeStream");

        var pipeline = AggregationPipeline.Parse(stages, store.Now);
        var target = request.Target;
        lock (store.Gate)
            return new ResultCursor(target.ToString(), [.. pipeline.Run(store.Find(target))]);
    }

    private ChangeStreamCursor OpenStream(CommandRequest request, List<BsonDocument> stages)
    {
        if (stages[0]["$changeStream"] is not BsonDocument specification)
            throw new CommandException(50808, "$changeStream stage expects a document as argument");

        var options = ChangeStreamOptions.Parse(specification);
        faults.CheckToken(hasToken: options.ResumeAfter is not null || options.StartAfter is not null);
        var pipeline = EventPipeline.Parse(stages.Skip(1), store.Now);
        var (scope, ns) = ScopeOf(request, options);
        lock (store.Gate)
            return new ChangeStreamCursor(ns, store, scope, options, pipeline);
    }

    private static (ChangeStreamScope Scope, string Namespace) ScopeOf(CommandRequest request, ChangeStreamOptions options)
    {
        var isWhole = request.Body[0].IsNumeric;
        if (options.AllChangesForCluster)
        {
            return isWhole && request.Database == "admin"
                ? (new ChangeStreamScope(null, null), "admin.$cmd.aggregate")
                : throw new CommandException(ErrorCodes.InvalidOptions, "A $changeStream with 'allChangesForCluster:true' may only be opened on the 'admin' database, and with no collection name");
        }

        if (request.Database is "admin" or "config" or "local")
            throw new CommandException(ErrorCodes.InvalidNamespace, $"$changeStream may not be opened on the internal {request.Database} database");

        return isWhole
            ? (new ChangeStreamScope(request.Database, null), $"{request.Database}.$cmd.aggregate")
            : (new ChangeStreamScope(request.Database, request.Target.Collection), request.Target.ToString());
    }

    private static List<BsonDocument> StagesOf(CommandRequest request) =>
        request.Body.GetValue("pipeline", null) is BsonArray stages && stages.All(stage => stage is BsonDocument { ElementCount: 1 })
            ? [.. stages.Cast<BsonDocument>()]
            : throw new CommandException(ErrorCodes.TypeMismatch, "'pipeline' must be an array of stages with one field each");
}
