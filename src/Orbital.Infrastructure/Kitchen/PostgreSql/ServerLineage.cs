using Microsoft.Extensions.Logging;
using Npgsql;

namespace Orbital.Infrastructure.Kitchen.PostgreSql;

/// <summary>
/// Finds out on each new connection of the writer whether the database is still the one that the events were numbered by: every restore and every
/// failover of PostgreSQL begins a new timeline, and with it the events begin another history. So no event is written before its history is known.
/// </summary>
internal sealed partial class ServerLineage(DatabaseTime time, ILogger<ServerLineage> logger)
{
    private const string Enter =
        """
        SELECT enter_history((SELECT system_identifier FROM pg_control_system()) || '/' || left(pg_walfile_name(pg_current_wal_lsn()), 8)), clock_timestamp()
        """;

    private int _isToldUnknown;

    /// <exception cref="ServerCannotWriteException">It cannot write now.</exception>
    public async Task EnterAsync(NpgsqlConnection connection)
    {
        await WritableServer.CheckAsync(connection);
        try
        {
            await using var command = new NpgsqlCommand(Enter, connection);
            await using var reader = await command.ExecuteReaderAsync();
            await reader.ReadAsync();
            time.Observe(reader.GetFieldValue<DateTimeOffset>(1));
        }
        catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.InsufficientPrivilege or PostgresErrorCodes.FeatureNotSupported)
        {
            if (Interlocked.Exchange(ref _isToldUnknown, 1) == 0)
                LogUnknown(logger, e.MessageText);
        }
    }

    [LoggerMessage(
        LogLevel.Warning, "PostgreSQL does not tell its timeline ({Reason}): after a restore or a failover with loss, begin a new history of the events by hand")]
    private static partial void LogUnknown(ILogger logger, string reason);
}
