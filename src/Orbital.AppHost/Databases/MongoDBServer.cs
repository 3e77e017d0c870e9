using System.Globalization;
using MongoDB.Bson;
using MongoDB.Driver;
using Orbital.AppHost.Processes;

namespace Orbital.AppHost.Databases;

/// <summary>Where orders arrive: the MongoDB the user named, else an installed one, else Orbital's emulator of it.</summary>
/// <param name="ConnectionString">For Order Management.</param>
/// <param name="Description">For people: without secrets.</param>
/// <param name="IsOurs">Started here. Into no other may sample orders go.</param>
internal sealed record MongoDBServer(string ConnectionString, string Description, bool IsOurs)
{
    private const string ReplicaSet = "rs0";
    private const int AlreadyInitialized = 23;
    private static readonly TimeSpan ProbeTimeout = TimeSpan.FromSeconds(2);

    public static async Task<MongoDBServer> StartAsync(HostOptions options, DataDirectory data, Supervisor running, CancellationToken stop)
    {
        if (options.MongoDBConnection is { } named)
            return new MongoDBServer(named, "as named by ConnectionStrings:MongoDB", IsOurs: false);

        var port = options.MongoDBPort;
        var mongod = SearchPath.Find("mongod");
        var process = running.Start(mongod is null ? Emulator(port) : Mongod(mongod, data, port));
        await running.WaitUntilReadyAsync(process, cancellationToken => WhatIsMissingAsync(port, cancellationToken), stop);
        var kind = mongod is null ? "emulator" : "mongod";
        return new MongoDBServer($"mongodb://127.0.0.1:{port}/", $"mongodb://localhost:{port} ({kind})", IsOurs: true);
    }

    private static ProcessSpec Emulator(int port) =>
        ProcessSpec.DotNet("mongodb", Repository.AssemblyOf("tools", "Orbital.MongoEmulator"), "--port", Text(port));

    private static ProcessSpec Mongod(string mongod, DataDirectory data, int port)
    {
        var directory = Directory.CreateDirectory(data.PathOf("mongodb")).FullName;
        return new ProcessSpec("mongodb", mongod,
            "--dbpath", directory, "--port", Text(port), "--bind_ip", "127.0.0.1", "--replSet", ReplicaSet, "--quiet");
    }

    // Change streams need a replica set. A new mongod is none until it is told so, and the emulator always is one.
    private static async Task<string?> WhatIsMissingAsync(int port, CancellationToken cancellationToken)
    {
        // Without this the driver would wait half a second after its first refused connection.
        if (!await Ports.AnswersAsync(port, cancellationToken))
            return $"nothing listens on port {port} yet.";
        using var client = new MongoClient(new MongoClientSettings
        {
            Server = new MongoServerAddress("127.0.0.1", port),
            DirectConnection = true,
            ServerSelectionTimeout = ProbeTimeout,
            ConnectTimeout = ProbeTimeout,
        });
        var admin = client.GetDatabase("admin");
        try
        {
            var hello = await admin.RunCommandAsync<BsonDocument>(new BsonDocument("hello", 1), cancellationToken: cancellationToken);
            if (hello.GetValue("isWritablePrimary", false).ToBoolean())
                return null;
            if (!hello.Contains("setName"))
                await InitiateReplicaSetAsync(admin, port, cancellationToken);
            return "it is not the primary of its replica set yet.";
        }
        catch (Exception exception) when (exception is MongoException or TimeoutException)
        {
            return exception.Message;
        }
    }

    private static async Task InitiateReplicaSetAsync(IMongoDatabase admin, int port, CancellationToken cancellationToken)
    {
        var members = new BsonArray { new BsonDocument { { "_id", 0 }, { "host", $"127.0.0.1:{Text(port)}" } } };
        var initiate = new BsonDocument("replSetInitiate", new BsonDocument { { "_id", ReplicaSet }, { "members", members } });
        try
        {
            await admin.RunCommandAsync<BsonDocument>(initiate, cancellationToken: cancellationToken);
        }
        catch (MongoCommandException exception) when (exception.Code == AlreadyInitialized)
        {
            // By an earlier run: it only needs a moment to elect itself.
        }
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
