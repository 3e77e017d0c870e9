using Npgsql;

namespace Orbital.AppHost.Databases;

/// <summary>The two things asked of a running server: whether it answers, and a database.</summary>
internal static class PostgreSqlDatabase
{
    private const string InvalidAuthorization = "28"; // the class of these SQLSTATEs

    /// <exception cref="HostFailure">It answers, and refuses the login: waiting would not help.</exception>
    public static async Task<bool> AnswersAsync(string connectionString, CancellationToken cancellationToken)
    {
        try
        {
            await ScalarAsync(connectionString, "select 1", cancellationToken);
            return true;
        }
        catch (PostgresException refusal) when (refusal.SqlState.StartsWith(InvalidAuthorization, StringComparison.Ordinal))
        {
            throw new HostFailure($"PostgreSQL refuses the login: {refusal.MessageText}. Its password file does not belong to its data: "
                + "forget both with --fresh, or choose another folder with --data.", refusal);
        }
        catch (NpgsqlException)
        {
            return false; // nothing listens yet, or it is still recovering
        }
    }

    /// <summary>Creates the database unless it is there. The name is ours, never a user's.</summary>
    public static async Task EnsureExistsAsync(string maintenanceConnection, string name, CancellationToken cancellationToken)
    {
        if (await ScalarAsync(maintenanceConnection, $"select 1 from pg_database where datname = '{name}'", cancellationToken) is null)
            await ScalarAsync(maintenanceConnection, $"create database \"{name}\"", cancellationToken);
    }

    private static async Task<object?> ScalarAsync(string connectionString, string sql, CancellationToken cancellationToken)
    {
        // No pool: a pooled connection would outlive a restart of the server, and greet it with an error.
        var unpooled = new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false, Timeout = 5 }.ConnectionString;
        await using var source = NpgsqlDataSource.Create(unpooled);
        await using var command = source.CreateCommand(sql);
        return await command.ExecuteScalarAsync(cancellationToken);
    }
}
