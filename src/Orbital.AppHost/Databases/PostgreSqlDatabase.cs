using Npgsql;

namespace Orbital.AppHost.Databases;

/// <summary>The two things asked of a running server: whether it answers, and a database.</summary>
internal static class PostgreSqlDatabase
{
    public static async Task<bool> AnswersAsync(string connectionString, CancellationToken cancellationToken)
    {
        try
        {
            await ScalarAsync(connectionString, "select 1", cancellationToken);
            return true;
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
