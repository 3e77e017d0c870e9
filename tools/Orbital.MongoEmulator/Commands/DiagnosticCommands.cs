using System.Runtime.InteropServices;
using MongoDB.Bson;
using Orbital.MongoEmulator.Storage;
using Orbital.MongoEmulator.Wire;

namespace Orbital.MongoEmulator.Commands;

/// <summary>What shells and tools ask a server about itself. The answers say that it is an emulator.</summary>
internal sealed class DiagnosticCommands(
    MongoEmulatorOptions options, MongoStore store, ClientConnections connections, CursorRegistry cursors) : ICommandGroup
{
    private const string Version = "7.0.0";

    private readonly TimeProvider _time = options.TimeProvider;
    private readonly long _started = options.TimeProvider.GetTimestamp();

    public void Register(CommandTable commands)
    {
        commands.Add("buildInfo", BuildInfo);
        commands.Add("buildinfo", BuildInfo);
        commands.Add("connectionStatus", ConnectionStatus);
        commands.Add("getCmdLineOpts", _ => new CommandReply(new BsonDocument { { "argv", new BsonArray() }, { "parsed", new BsonDocument() } }));
        commands.Add("getLog", GetLog);
        commands.Add("getParameter", GetParameter);
        commands.Add("hostInfo", HostInfo);
        commands.Add("serverStatus", ServerStatus);
        commands.Add("whatsmyuri", request => new CommandReply(new BsonDocument("you", $"127.0.0.1:{request.Connection.Id}")));
        commands.Add("listCommands", _ => new CommandReply(new BsonDocument("commands", new BsonDocument(
            commands.Names.Order(StringComparer.Ordinal).Select(name => new BsonElement(name, new BsonDocument()))))));
    }

    private static CommandReply BuildInfo(CommandRequest request) => new(new BsonDocument
    {
        { "version", Version },
        { "versionArray", new BsonArray { 7, 0, 0, 0 } },
        { "gitVersion", "orbital-mongo-emulator" },
        { "modules", new BsonArray() },
        { "bits", 64 },
        { "maxBsonObjectSize", MongoStore.MaximumDocumentLength },
        { "storageEngines", new BsonArray { "memory" } },
    });

    private static CommandReply ConnectionStatus(CommandRequest request) => new(new BsonDocument("authInfo", new BsonDocument
    {
        { "authenticatedUsers", new BsonArray() },
        { "authenticatedUserRoles", new BsonArray() },
    }));

    private static CommandReply GetLog(CommandRequest request)
    {
        string[] lines = request.Body[0] == "startupWarnings"
            ? ["This is an emulator for development and tests. It is no MongoDB and keeps all data in memory only."]
            : [];
        // Shells expect each line as mongod writes it: JSON of its own.
        var log = new BsonArray(lines.Select(line => new BsonDocument
        {
            { "t", new BsonDocument("$date", "2026-01-01T00:00:00.000+00:00") },
            { "s", "W" },
            { "c", "CONTROL" },
            { "id", 1 },
            { "ctx", "emulator" },
            { "msg", line },
            { "tags", new BsonArray { "startupWarnings" } },
        }.ToJson()));
        return new CommandReply(new BsonDocument { { "totalLinesWritten", lines.Length }, { "log", log } });
    }

    private static CommandReply GetParameter(CommandRequest request)
    {
        if (!request.Body.Contains("featureCompatibilityVersion"))
            throw new CommandException(ErrorCodes.InvalidOptions, "no option found to get (to this MongoDB emulator)");

        return new CommandReply(new BsonDocument("featureCompatibilityVersion", new BsonDocument("version", "7.0")));
    }

    private CommandReply HostInfo(CommandRequest request) => new(new BsonDocument
    {
        {
            "system", new BsonDocument
            {
                { "currentTime", store.Now },
                { "hostname", "localhost" },
                { "cpuAddrSize", 64 },
                { "numCores", Environment.ProcessorCount },
                { "cpuArch", RuntimeInformation.ProcessArchitecture.ToString() },
            }
        },
        { "os", new BsonDocument { { "type", "emulator" }, { "name", RuntimeInformation.OSDescription }, { "version", "" } } },
        { "extra", new BsonDocument() },
    });

    private CommandReply ServerStatus(CommandRequest request) => new(new BsonDocument
    {
        { "host", "localhost" },
        { "version", Version },
        { "process", "orbital-mongo-emulator" },
        { "pid", (long)Environment.ProcessId },
        { "uptime", _time.GetElapsedTime(_started).TotalSeconds },
        { "localTime", store.Now },
        { "connections", new BsonDocument { { "current", connections.Count }, { "totalCreated", connections.TotalCreated } } },
        { "metrics", new BsonDocument("cursor", new BsonDocument("open", new BsonDocument("total", cursors.Count))) },
        { "storageEngine", new BsonDocument { { "name", "memory" }, { "persistent", false } } },
    });
}
