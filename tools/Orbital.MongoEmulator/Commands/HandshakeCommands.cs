using MongoDB.Bson;
using Orbital.MongoEmulator.Replication;
using Orbital.MongoEmulator.Storage;

namespace Orbital.MongoEmulator.Commands;

/// <summary>hello under its three names, and ping.</summary>
internal sealed class HandshakeCommands(
    MongoEmulatorOptions options, MongoStore store, ServerAddress address, ReplicaMember member) : ICommandGroup
{
    public const int MaximumWireVersion = 21;

    public static bool IsHello(string name) => name is "hello" or "isMaster" or "ismaster";

    /// <summary>The client wants no answer before something changes, or its time is up.</summary>
    public static bool IsAwaitable(BsonDocument hello) => hello.Contains("topologyVersion");

    public void Register(CommandTable commands)
    {
        commands.AddAsync("hello", HelloAsync);
        commands.AddAsync("isMaster", HelloAsync);
        commands.AddAsync("ismaster", HelloAsync);
        commands.Add("ping", static _ => CommandReply.Ok());
    }

    private async ValueTask<CommandReply> HelloAsync(CommandRequest request)
    {
        if (request.Body.Contains("speculativeAuthenticate") || request.Body.Contains("saslSupportedMechs"))
            throw CommandException.NotSupported("authentication");
        if (IsAwaitable(request.Body) != request.Body.Contains("maxAwaitTimeMS"))
            throw new CommandException(31368, "A request with a 'topologyVersion' must include 'maxAwaitTimeMS', and the other way round");
        if (IsAwaitable(request.Body))
            await UntilNewsAsync(request);

        return new CommandReply(Describe(request, member.Current));
    }

    private async ValueTask UntilNewsAsync(CommandRequest request)
    {
        var wait = request.Number("maxAwaitTimeMS") is >= 0 and var milliseconds
            ? TimeSpan.FromMilliseconds(milliseconds)
            : throw new CommandException(31373, "'maxAwaitTimeMS' must be 0 or more");
        var known = request.Document("topologyVersion");
        var state = member.Current;
        var order = known["counter"].ToInt64().CompareTo(state.TopologyVersion["counter"].AsInt64);
        if (known["processId"] != state.TopologyVersion["processId"] || order < 0)
            return;
        if (order > 0)
            throw new CommandException(31382, "Received a topology version with a counter greater than that of the server");

        await new Deadline(options.TimeProvider, wait).WaitAsync(state.Changed, request.Connection.Closed);
    }

    private BsonDocument Describe(CommandRequest request, MemberState state)
    {
        var own = address.HostAndPort;
        var hello = new BsonDocument
        {
            { "topologyVersion", state.TopologyVersion },
            { "helloOk", true },
            { "ismaster", state.IsPrimary },
            { "isWritablePrimary", state.IsPrimary },
            { "secondary", !state.IsPrimary },
            { "setName", options.ReplicaSet },
            { "hosts", new BsonArray { own } },
            { "me", own },
            { "setVersion", 1 },
            { "maxBsonObjectSize", MongoStore.MaximumDocumentLength },
            { "maxMessageSizeBytes", Wire.MessageParser.MaximumLength },
            { "maxWriteBatchSize", 100_000 },
            { "localTime", store.Now },
            { "logicalSessionTimeoutMinutes", 30 },
            { "connectionId", request.Connection.Id },
            { "minWireVersion", 0 },
            { "maxWireVersion", MaximumWireVersion },
            { "readOnly", false },
        };
        if (state.IsPrimary)
            hello.Add("primary", own).Add("electionId", ElectionId(state.Term));

        return hello;
    }

    /// <summary>Greater with each election: by it clients tell an old primary from a new one.</summary>
    private static ObjectId ElectionId(int term) => new($"7fffffff{term:x16}");
}
