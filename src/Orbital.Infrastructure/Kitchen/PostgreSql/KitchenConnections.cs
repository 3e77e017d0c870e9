using System.Data.Common;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Orbital.Infrastructure.Kitchen.PostgreSql;

/// <summary>
/// The connections to the kitchen's database, in two pools: a few for the writer, so that it never waits for readers, and the others for all else.
/// Each of them leads to a server that can write: see <see cref="WritableServer"/>.
/// </summary>
internal sealed class KitchenConnections : IAsyncDisposable
{
    /// <summary>Most connections of the writer's pool: the writer's own one, that of the readiness probe, and room while broken ones are replaced.</summary>
    public const int WriterPoolSize = 4;

    // Three replicas fit into the 100 connections that PostgreSQL gives by default.
    private const int ReaderPoolSize = 25;
    private const int CommandTimeoutSeconds = 8;
    private const int ConnectTimeoutSeconds = 3;
    private const int WriteBufferBytes = 512 * 1024;

    private CancellationTokenSource _inUse = new();

    /// <param name="connectionString">As it was configured.</param>
    /// <param name="lineage">Is asked about each connection of the writer.</param>
    /// <param name="loggers">For Npgsql.</param>
    public KitchenConnections(string connectionString, ServerLineage lineage, ILoggerFactory loggers)
    {
        var readers = Prepare(connectionString, loggers, "kitchen");
        readers.UsePhysicalConnectionInitializer(WritableServer.Check, WritableServer.CheckAsync);
        Readers = readers.Build();
        var writer = Prepare(connectionString, loggers, "kitchen-writer");
        (writer.ConnectionStringBuilder.MinPoolSize, writer.ConnectionStringBuilder.MaxPoolSize) = (0, WriterPoolSize);
        writer.UsePhysicalConnectionInitializer(_ => throw new NotSupportedException("the writer opens its connections asynchronously"), lineage.EnterAsync);
        Writer = writer.Build();
    }

    /// <summary>For transactions that make events, and for the probe that tells whether they can be committed.</summary>
    public NpgsqlDataSource Writer { get; }

    /// <summary>For all else.</summary>
    public NpgsqlDataSource Readers { get; }

    /// <summary>Ends when the present connections are not to be used any longer: for who holds one for good.</summary>
    public CancellationToken Discarded => Volatile.Read(ref _inUse).Token;

    /// <summary>
    /// Lets all connections go: those that are idle at once, the others when they come back. The next ones are opened to whatever server is there now.
    /// </summary>
    public void Discard()
    {
        Writer.Clear();
        Readers.Clear();
        Interlocked.Exchange(ref _inUse, new CancellationTokenSource()).Cancel();
    }

    public async ValueTask DisposeAsync()
    {
        await Writer.DisposeAsync();
        await Readers.DisposeAsync();
        _inUse.Dispose();
    }

    private static NpgsqlDataSourceBuilder Prepare(string text, ILoggerFactory loggers, string name)
    {
        var builder = new NpgsqlDataSourceBuilder(text).UseLoggerFactory(loggers);
        // The name of its pool in metrics and logs: it would be the connection string otherwise.
        builder.Name = name;
        SetDefaults(builder.ConnectionStringBuilder, new DbConnectionStringBuilder { ConnectionString = text });
        return builder;
    }

    private static void SetDefaults(NpgsqlConnectionStringBuilder settings, DbConnectionStringBuilder named)
    {
        settings.ApplicationName ??= "orbital-kitchen";
        settings.MaxAutoPrepare = Math.Max(settings.MaxAutoPrepare, 64);
        settings.AutoPrepareMinUsages = 2;
        settings.KeepAlive = 10;
        // A transaction leaves the process in one piece: one that froze between two pieces would hold the lock, and no timeout of the server
        // counts the time between the pieces.
        settings.WriteBufferSize = Math.Max(settings.WriteBufferSize, WriteBufferBytes);
        // Where the connection string is silent: a connection that says nothing any more must not hold the writer up for half a minute.
        if (!IsNamed("Command Timeout"))
            settings.CommandTimeout = CommandTimeoutSeconds;
        if (!IsNamed("Timeout"))
            settings.Timeout = ConnectTimeoutSeconds;
        if (!IsNamed("Maximum Pool Size"))
            settings.MaxPoolSize = Math.Max(ReaderPoolSize, settings.MinPoolSize);
        // A writer that freezes inside its transaction holds up the others: the server ends it.
        settings.Options ??= "-c idle_in_transaction_session_timeout=5000";
        if (settings.Host?.Contains(',') != true)
            return;
        // Of several servers only the primary will do. What a server was is forgotten after a second: a standby that was promoted is found then.
        if (!IsNamed("Target Session Attributes"))
            settings.TargetSessionAttributes = "primary";
        if (!IsNamed("Host Recheck Seconds"))
            settings.HostRecheckSeconds = 1;

        bool IsNamed(string key) => named.ContainsKey(key) || named.ContainsKey(key.Replace(" ", "", StringComparison.Ordinal));
    }
}
