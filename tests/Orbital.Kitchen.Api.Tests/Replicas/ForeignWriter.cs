using System.Globalization;
using Npgsql;

namespace Orbital.Kitchen.Api.Tests.Replicas;

/// <summary>A writer that is no replica, holds the event counter for as long as the test likes, and writes events by hand in the right way.</summary>
internal sealed class ForeignWriter : IAsyncDisposable
{
    private readonly NpgsqlDataSource _database;
    private readonly NpgsqlConnection _connection;

    private ForeignWriter(NpgsqlDataSource database, NpgsqlConnection connection) => (_database, _connection) = (database, connection);

    /// <summary>Begins a transaction and takes the lock, once it is free.</summary>
    public static async Task<ForeignWriter> LockAsync(string connectionString)
    {
        var database = NpgsqlDataSource.Create(connectionString);
        var writer = new ForeignWriter(database, await database.OpenConnectionAsync(TestContext.Current.CancellationToken));
        await writer.ExecuteAsync("BEGIN");
        await writer.ExecuteAsync("SELECT FROM event_counter FOR UPDATE");
        return writer;
    }

    /// <summary>Writes events that are like the last one, apart from number and time.</summary>
    public async Task WriteAsync(int events)
    {
        await ExecuteAsync(string.Create(CultureInfo.InvariantCulture,
            $"""
             INSERT INTO events (sequence, type, occurred_at, stations, data)
             SELECT last_sequence + n, 'batch-item.updated', now(), 'Elsewhere', format('{"{"}"sequence":%s,"type":"batch-item.updated"{"}"}', last_sequence + n)
             FROM event_counter, generate_series(1, {events}) AS n
             """));
        await ExecuteAsync($"UPDATE event_counter SET last_sequence = last_sequence + {events}, last_at = now()");
    }

    public Task CommitAsync() => ExecuteAsync("COMMIT");

    public Task RollBackAsync() => ExecuteAsync("ROLLBACK");

    public async ValueTask DisposeAsync()
    {
        await _connection.DisposeAsync();
        await _database.DisposeAsync();
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var command = new NpgsqlCommand(sql, _connection);
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }
}
