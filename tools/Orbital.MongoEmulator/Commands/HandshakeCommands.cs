using MongoDB.Bson;
using Orbital.MongoEmulator.Storage;

namespace Orbital.MongoEmulator.Commands;

/// <summary>
/// hello under its three names, and what belongs to a session. There is no topologyVersion: with it clients expect the
/// server to stream state changes, and poll in a tight loop if it does not.
/// </summary>
internal sealed class HandshakeCommands(MongoEmulatorOptions options, MongoStore store, ServerAddress address) : ICommandGroup
{
    public const int MaximumWireVersion = 21;

    private static readonly ObjectId ElectionId = new("7fffffff0000000000000001");

    public static bool IsHello(string name) => name is "hello" or "isMaster" or "ismaster";

    public void Register(CommandTable commands)
    {
        commands.Add("hello", Hello);
        commands.Add("isMaster", Hello);
        commands.Add("ismaster", Hello);
        commands.Add("ping", static _ => CommandReply.Ok());
        commands.Add("endSessions", static _ => CommandReply.Ok());
        commands.Add("refreshSessions", static _ => CommandReply.Ok());
        commands.Add("startSession", StartSession);
        commands.Add("logout", static _ => CommandReply.Ok());
    }

    private CommandReply Hello(CommandRequest request)
    {
        if (request.Body.Contains("speculativeAuthenticate") || request.Body.Contains("saslSupportedMechs"))
            throw CommandException.NotSupported("authentication");

        var own = address.HostAndPort;
        return new CommandReply(new BsonDocument
        {
            { "helloOk", true },
            { "ismaster", true },
            { "isWritablePrimary", true },
            { "secondary", false },
            { "setName", options.ReplicaSet },
            { "hosts", new BsonArray { own } },
            { "primary", own },
            { "me", own },
            { "setVersion", 1 },
            { "electionId", ElectionId },
            { "maxBsonObjectSize", MongoStore.MaximumDocumentLength },
            { "maxMessageSizeBytes", Wire.MessageParser.MaximumLength },
            { "maxWriteBatchSize", 100_000 },
            { "localTime", store.Now },
            { "logicalSessionTimeoutMinutes", 30 },
            { "connectionId", request.Connection.Id },
            { "minWireVersion", 0 },
            { "maxWireVersion", MaximumWireVersion },
            { "readOnly", false },
        });
    }

    private static CommandReply StartSession(CommandRequest request) => new(new BsonDocument
    {
        { "id", new BsonDocument("id", new BsonBinaryData(Guid.NewGuid(), GuidRepresentation.Standard)) },
        { "timeoutMinutes", 30 },
    });
}
