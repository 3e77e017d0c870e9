using Npgsql;
using NpgsqlTypes;

namespace Orbital.Infrastructure.Kitchen.PostgreSql;

/// <summary>
/// Finds out whether an order could be committed, by writing all that one writes and taking it back. It never waits for the writers' lock: while
/// another holds it, the number of the newest event tells whether that one gets on.
/// </summary>
internal sealed class WriteProbe(KitchenConnections connections, CommitRecord commits, DatabaseTime clock, TimeProvider time)
{
    private static readonly TimeSpan HeldForLong = TimeSpan.FromSeconds(3);

    // Longer than a page and not compressible: a disk that has room for the rest of a page only is full.
    private static readonly byte[] LargeText = LargeTextOf(12 * 1024);

    private long _seenSequence = -1;
    private long _lastFreeAt = time.GetTimestamp();

    /// <returns>What is wrong; null when an order could be committed.</returns>
    public async Task<string?> RunAsync()
    {
        try
        {
            var (isFree, sequence) = await WriteAsync();
            if (isFree || sequence != _seenSequence)
            {
                _lastFreeAt = time.GetTimestamp();
                commits.Recovered();
            }

            _seenSequence = sequence;
            return time.GetElapsedTime(_lastFreeAt) < HeldForLong
                ? commits.Problem
                : "another session holds the lock of the kitchen's events and does not write";
        }
        catch (Exception e) when (KitchenDatabase.IsAway(e) || e is OperationCanceledException)
        {
            if (DatabaseProblem.IsReadOnly(e))
                connections.Discard();
            else
                connections.Writer.Clear();
            return DatabaseProblem.Of(e);
        }
    }

    private async Task<(bool IsFree, long Sequence)> WriteAsync()
    {
        await using var connection = await connections.Writer.OpenConnectionAsync();
        await using var batch = connection.CreateBatch();
        batch.Add("BEGIN");
        batch.Add("SAVEPOINT before_order");
        AddOrder(batch, commits.Problem is null ? [] : LargeText);
        batch.Add("ROLLBACK TO SAVEPOINT before_order");
        batch.Add("SELECT last_sequence, clock_timestamp() FROM event_counter WHERE id = 1");
        batch.Add("UPDATE event_counter SET last_at = last_at WHERE id IN (SELECT id FROM event_counter WHERE id = 1 FOR UPDATE SKIP LOCKED) RETURNING id");
        batch.Add("COMMIT");
        await using var reader = await batch.ExecuteReaderAsync();
        await reader.ReadAsync();
        var sequence = reader.GetInt64(0);
        clock.Observe(reader.GetFieldValue<DateTimeOffset>(1));
        await reader.NextResultAsync();
        var isFree = await reader.ReadAsync();
        while (await reader.NextResultAsync())
        {
            // The commit comes last, and what it has to say must be read.
        }

        return (isFree, sequence);
    }

    // Its numbers and its id are none that an order can have.
    private static void AddOrder(NpgsqlBatch batch, byte[] text)
    {
        batch.Add(
            """
            INSERT INTO orders (order_id, otter_order_id, brand_name, lines, status, priority, units, units_done, batch_item_ids,
                received_at, updated_at, received_sequence, version)
            VALUES ('', '', '', '[]', 'cancelled', 0, 0, 0, '{}', now(), now(), -1, -1)
            """);
        batch.Add(
            """
            INSERT INTO batch_items (id, station_name, item_name, status, allocations, is_hand_made, prepared, prepared_completed, quantity, priority, note,
                accepts_until, created_at, updated_at, created_sequence, version, has_room, outstanding_units, brands)
            VALUES ('00000000-0000-0000-0000-000000000000', '', '', 'cancelled', '[]', false, 0, 0, 0, 0, '', now(), now(), now(), -1, -1, false, 0, '{}')
            """);
        batch.Add(
            "INSERT INTO events (sequence, type, occurred_at, stations, data) VALUES (-1, '', now(), '', encode($1, 'hex'))",
            new NpgsqlParameter { Value = text, NpgsqlDbType = NpgsqlDbType.Bytea });
    }

    private static byte[] LargeTextOf(int length)
    {
        var text = new byte[length];
        new Random(1).NextBytes(text);
        return text;
    }
}
