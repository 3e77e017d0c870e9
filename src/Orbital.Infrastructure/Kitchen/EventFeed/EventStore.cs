using Npgsql;
using NpgsqlTypes;
using Orbital.Application.Kitchen.FollowEvents;
using Orbital.Infrastructure.Kitchen.PostgreSql;

namespace Orbital.Infrastructure.Kitchen.EventFeed;

/// <summary>What one look at the stored events has found.</summary>
/// <param name="Last">Where the newest committed event is.</param>
/// <param name="Frames">The events that were asked for, oldest first.</param>
internal sealed record EventLook(EventPosition Last, IReadOnlyList<EventFrame> Frames);

/// <summary>Reads the stored events. With the database away, it throws <see cref="Application.Kitchen.KitchenUnavailableException"/>.</summary>
internal sealed class EventStore(KitchenConnections connections)
{
    // The history, the counter and the events of one snapshot: numbers that are read together belong together.
    private const string Events =
        $"""
         SELECT last_sequence, history, {EventFrames.Columns}
         FROM event_counter LEFT JOIN LATERAL (SELECT {EventFrames.Columns} FROM events WHERE sequence >= $1 ORDER BY sequence LIMIT $2) AS found ON true
         WHERE id = 1
         """;

    /// <summary>The events from a number on, at most <paramref name="limit"/>.</summary>
    public Task<EventLook> LookAsync(long from, int limit, CancellationToken cancellationToken) => AskAsync(async () =>
    {
        await using var command = connections.Readers.CreateCommand(Events);
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = from });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = limit });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        EventPosition last = default;
        List<EventFrame> frames = [];
        while (await reader.ReadAsync(cancellationToken))
        {
            last = new EventPosition(reader.GetInt64(0), NameOf(reader.GetGuid(1)));
            if (!await reader.IsDBNullAsync(2, cancellationToken))
                frames.Add(EventFrames.Read(reader, first: 2));
        }

        frames.Sort((left, right) => left.Sequence.CompareTo(right.Sequence));
        return new EventLook(last, frames);
    });

    /// <summary>The histories that the database has gone through.</summary>
    public Task<EventHistories> HistoriesAsync(CancellationToken cancellationToken) => AskAsync(async () =>
    {
        await using var command = connections.Readers.CreateCommand("SELECT id, began_after FROM event_histories ORDER BY number");
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        List<(string, long)> chain = [];
        while (await reader.ReadAsync(cancellationToken))
            chain.Add((NameOf(reader.GetGuid(0)), reader.GetInt64(1)));
        return new EventHistories(chain);
    });

    /// <summary>
    /// Begins another history if the database went back behind an event that was handed out, or has another event in its place. It is asked on the
    /// writer's connections, under the lock of the counter.
    /// </summary>
    /// <returns>Whether the database is in another history than that of <paramref name="seen"/> now.</returns>
    public Task<bool> LeaveHistoryAsync(EventPosition seen, EventFrame? newest, CancellationToken cancellationToken) => AskAsync(async () =>
    {
        await using var command = connections.Writer.CreateCommand("SELECT leave_history($1, $2, $3)");
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = Guid.Parse(seen.History!) });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = seen.Sequence });
        command.Parameters.Add(new NpgsqlParameter<byte[]?> { TypedValue = newest?.Data.ToArray(), NpgsqlDbType = NpgsqlDbType.Bytea });
        return (bool)(await command.ExecuteScalarAsync(cancellationToken))!;
    });

    /// <summary>A history's id as it is told to all.</summary>
    public static string NameOf(Guid history) => history.ToString("N");

    private static async Task<T> AskAsync<T>(Func<Task<T>> ask)
    {
        try
        {
            return await ask();
        }
        catch (Exception e) when (KitchenDatabase.IsAway(e))
        {
            throw DatabaseProblem.Unavailable(e);
        }
    }
}
