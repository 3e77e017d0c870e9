using Npgsql;

namespace Orbital.Infrastructure.Kitchen.PostgreSql;

/// <summary>
/// Asks each new connection whether its server can write, and refuses it if not. A standby shows what was true a while ago, for good while its
/// replication is held up, and a server that was made read-only may have been replaced already: neither is read from. A server becomes a standby
/// only by a restart, which ends its connections, so once is enough.
/// </summary>
internal static class WritableServer
{
    private const string Question = "SELECT pg_is_in_recovery(), current_setting('transaction_read_only')::boolean";

    /// <inheritdoc cref="CheckAsync"/>
    public static void Check(NpgsqlConnection connection)
    {
        using var command = new NpgsqlCommand(Question, connection);
        using var reader = command.ExecuteReader();
        reader.Read();
        Judge(reader);
    }

    /// <exception cref="ServerCannotWriteException">It cannot write now.</exception>
    public static async Task CheckAsync(NpgsqlConnection connection)
    {
        await using var command = new NpgsqlCommand(Question, connection);
        await using var reader = await command.ExecuteReaderAsync();
        await reader.ReadAsync();
        Judge(reader);
    }

    private static void Judge(NpgsqlDataReader reader)
    {
        if (reader.GetBoolean(0))
            throw new ServerCannotWriteException("the kitchen's database is a standby, which cannot write");
        if (reader.GetBoolean(1))
            throw new ServerCannotWriteException(DatabaseProblem.ReadOnly);
    }
}

/// <summary>The server that was found cannot write.</summary>
internal sealed class ServerCannotWriteException(string message) : NpgsqlException(message);
