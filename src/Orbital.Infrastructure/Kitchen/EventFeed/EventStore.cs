using Npgsql;
using NpgsqlTypes;
using Orbital.Application.Kitchen.FollowEvents;
using Orbital.Infrastructure.Kitchen.PostgreSql;

namespace Orbital.Infrastructure.Kitchen.EventFeed;

/// <summary>Reads the stored events.</summary>
internal sealed class EventStore(NpgsqlDataSource database)
{
    /// <summary>Number of the newest committed event; 0 when there is none.</summary>
    public async Task<long> LastSequenceAsync(CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("SELECT last_sequence FROM event_counter WHERE id = 1");
        return (long?)await command.ExecuteScalarAsync(cancellationToken) ?? 0;
    }

    /// <summary>The events that follow a position, oldest first, at most <paramref name="limit"/>.</summary>
    public async Task<IReadOnlyList<EventFrame>> ReadAsync(long after, int limit, CancellationToken cancellationToken)
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
    }
}
