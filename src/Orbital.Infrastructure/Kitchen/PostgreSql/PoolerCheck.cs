using Npgsql;

namespace Orbital.Infrastructure.Kitchen.PostgreSql;

/// <summary>Finds a pooler that gives a session away between two transactions: prepared statements and LISTEN would be lost with it, or be another's.</summary>
internal static class PoolerCheck
{
    private const int Others = 3;

    /// <exception cref="TransactionPoolerException">There is one.</exception>
    public static async Task RunAsync(NpgsqlDataSource database, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var session = await SessionAsync(connection, "SELECT pg_backend_pid()", cancellationToken);
        // A pooler makes up what the server told at the start of a connection.
        if (session == connection.ProcessID)
            return;

        // This connection stays, and has no transaction: its session is another's only where sessions are given away.
        List<NpgsqlConnection> others = [];
        try
        {
            for (var i = 0; i < Others; i++)
            {
                others.Add(await database.OpenConnectionAsync(cancellationToken));
                if (await SessionAsync(others[i], "BEGIN; SELECT pg_backend_pid()", cancellationToken) == session)
                    throw new TransactionPoolerException();
            }
        }
        finally
        {
            foreach (var other in others)
                await other.DisposeAsync();
        }
    }

    private static async Task<int> SessionAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        return (int)(await command.ExecuteScalarAsync(cancellationToken))!;
    }
}

/// <summary>A pooler in transaction mode stands before the database.</summary>
internal sealed class TransactionPoolerException() : NpgsqlException(Sentence)
{
    public const string Sentence =
        "ConnectionStrings:PostgreSQL leads to a pooler in transaction mode, such as PgBouncer; "
        + "give PostgreSQL's own address, for the kitchen has its own pools";
}
