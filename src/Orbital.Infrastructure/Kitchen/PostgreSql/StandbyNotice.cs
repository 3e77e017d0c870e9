using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Orbital.Infrastructure.Kitchen.PostgreSql;

/// <summary>Who names several hosts expects to lose nothing when one of them fails; says at the start when PostgreSQL is not set up for that.</summary>
internal sealed partial class StandbyNotice(SchemaMigration schema, KitchenConnections connections, ILogger<StandbyNotice> logger) : BackgroundService
{
    private const string Question =
        """
        SELECT current_setting('synchronous_standby_names') <> '' AND current_setting('synchronous_commit') NOT IN ('off', 'local'),
            (SELECT count(*) FROM pg_stat_replication WHERE sync_state IN ('sync', 'quorum'))
        """;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (connections.Writer is not NpgsqlMultiHostDataSource)
            return;
        try
        {
            await schema.Done.WaitAsync(stoppingToken);
            await using var command = connections.Writer.CreateCommand(Question);
            await using var reader = await command.ExecuteReaderAsync(stoppingToken);
            await reader.ReadAsync(stoppingToken);
            if (!reader.GetBoolean(0))
                LogNotWaiting(logger);
            else if (reader.GetInt64(1) == 0)
                LogNoneThere(logger);
        }
        catch (Exception e) when (KitchenDatabase.IsAway(e))
        {
            LogNotAsked(logger, DatabaseProblem.Of(e));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // It stops before there was anything to ask.
        }
    }

    [LoggerMessage(LogLevel.Warning, "ConnectionStrings:PostgreSQL names several hosts, but commits wait for no synchronous standby: a failover can lose "
        + "orders that were acknowledged. Set synchronous_standby_names and synchronous_commit=on")]
    private static partial void LogNotWaiting(ILogger logger);

    [LoggerMessage(LogLevel.Warning, "ConnectionStrings:PostgreSQL names several hosts and commits wait for a synchronous standby, but none is seen: orders "
        + "wait until it is there (or this role may not see it: GRANT pg_read_all_stats)")]
    private static partial void LogNoneThere(ILogger logger);

    [LoggerMessage(LogLevel.Warning, "Whether PostgreSQL has a synchronous standby could not be asked: {Problem}")]
    private static partial void LogNotAsked(ILogger logger, string problem);
}
