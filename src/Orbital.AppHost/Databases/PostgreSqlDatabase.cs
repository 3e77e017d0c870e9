using Npgsql;

namespace Orbital.AppHost.Databases;

/// <summary>The two things asked of a running server: whether it answers, and a database.</summary>
internal static class PostgreSqlDatabase
{
    public static async Task<bool> AnswersAsync(string connectionString, CancellationToken cancellationToken)
    {
        try
        {
            await ExecuteAsync(connectionString, "select 1", cancellationToken);
            return true;
        }
        catch (NpgsqlException)
        {
            return false; // nothing listens yet, or it is still recovering
        }
    }

    /// <summary>Creates the database unless it is there.</summary>
    public static async Task EnsureExistsAsync(string maintenanceConnection, string name, CancellationToken cancellationToken)
    {
        try
        {
            await ExecuteAsync(maintenanceConnection, $"create database {new NpgsqlCommandBuilder().QuoteIdentifier(name)}", cancellationToken);
        }
        catch (PostgresException exception) when (exception.SqlState == PostgresErrorCodes.DuplicateDatabase)
        {
            // It was made by an earlier run.
        }
    }

    private static async Task ExecuteAsync(string connectionString, string sql, CancellationToken cancellationToken)
    {
        // No pool: a pooled connection would outlive a restart of the server, and greet it with an error.
        var unpooled = new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false, Timeout = 5 }.ConnectionString;
        await using var source = NpgsqlDataSource.Create(unpooled);
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
