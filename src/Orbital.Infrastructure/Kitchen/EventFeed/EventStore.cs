using Npgsql;
using NpgsqlTypes;
using Orbital.Application.Kitchen;
using Orbital.Application.Kitchen.FollowEvents;
using Orbital.Infrastructure.Kitchen.PostgreSql;

namespace Orbital.Infrastructure.Kitchen.EventFeed;

/// <summary>Reads the stored events. With the database away, it throws <see cref="KitchenUnavailableException"/>.</summary>
internal sealed class EventStore(NpgsqlDataSource database)
{
    /// <summary>Number of the newest committed event; 0 when there is none.</summary>
    public Task<long> LastSequenceAsync(CancellationToken cancellationToken) => AskAsync(async () =>
    {
        await using var command = database.CreateCommand("SELECT last_sequence FROM event_counter WHERE id = 1");
        return (long?)await command.ExecuteScalarAsync(cancellationToken) ?? 0;
    });

    /// <summary>The events that follow a position, oldest first, at most <paramref name="limit"/>.</summary>
    public Task<IReadOnlyList<EventFrame>> ReadAsync(long after, int limit, CancellationToken cancellationToken) => AskAsync<IReadOnlyList<EventFrame>>(async () =>
    {
        await using var command = database.CreateCommand(
            $"SELECT {EventFrames.Columns} FROM events WHERE sequence > $1 ORDER BY sequence LIMIT $2");
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = after, NpgsqlDbType = NpgsqlDbType.Bigint });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = limit, NpgsqlDbType = NpgsqlDbType.Integer });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);

        List<EventFrame> frames = [];
        while (await reader.ReadAsync(cancellationToken))
            frames.Add(EventFrames.Read(reader));
        return frames;
    });

    private static async Task<T> AskAsync<T>(Func<Task<T>> ask)
    {
        try
        {
            return await ask();
        }
        catch (Exception e) when (KitchenDatabase.IsAway(e))
        {
            throw new KitchenUnavailableException("the kitchen's database cannot be reached", e);
        }
    }
}
