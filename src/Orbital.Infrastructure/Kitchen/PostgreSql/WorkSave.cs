using System.Text.Json;
using Npgsql;
using NpgsqlTypes;
using Orbital.Application.Kitchen.FollowEvents;
using Orbital.Domain.Kitchen;

namespace Orbital.Infrastructure.Kitchen.PostgreSql;

/// <summary>The second round trip of a <see cref="KitchenTransaction"/>: write what was decided, and commit.</summary>
internal static class WorkSave
{
    /// <summary>The channel on which replicas tell each other the number of the newest event.</summary>
    public const string NotifyChannel = "orbital_kitchen_events";

    /// <summary>Writes the orders.</summary>
    /// <param name="batch">The transaction.</param>
    /// <param name="group">What was decided.</param>
    /// <param name="areNew">Whether it is an error when one of them is stored already.</param>
    public static void AddOrders(NpgsqlBatch batch, DecidedGroup group, bool areNew)
    {
        if (group.Work.ChangedOrders is { Count: > 0 } orders)
            OrderRows.Save(batch, orders, areNew);
    }

    /// <summary>Writes all else, the counter and the notification last, and commits.</summary>
    public static void AddRest(NpgsqlBatch batch, DecidedGroup group)
    {
        var (work, frames) = (group.Work, group.Frames);
        if (work.ChangedBatchItems is { Count: > 0 } batchItems)
            BatchItemRows.Save(batch, batchItems, work.HasRoom);
        if (work.NewAnswers.Count > 0)
            SaveAnswers(batch, work.NewAnswers);
        foreach (var scope in work.ChangedPolicies)
            SavePolicy(batch, scope, work.Policies.ByScope[scope]);
        if (frames.Count > 0)
            SaveEvents(batch, work.Events, frames);
        batch.Add(
            "UPDATE event_counter SET last_sequence = $1, policies_version = $2, last_at = $3 WHERE id = 1",
            new NpgsqlParameter { Value = work.LastSequence },
            new NpgsqlParameter { Value = work.Policies.Version },
            new NpgsqlParameter { Value = work.Now });
        batch.Add("SELECT pg_notify($1, $2::text)", new NpgsqlParameter { Value = NotifyChannel }, new NpgsqlParameter { Value = work.LastSequence });
        batch.Add("COMMIT");
    }

    private static void SaveEvents(NpgsqlBatch batch, IReadOnlyList<KitchenEvent> events, IReadOnlyList<EventFrame> frames) => batch.Add(
        "INSERT INTO events (sequence, type, occurred_at, stations, data, trace_parent) SELECT * FROM unnest($1, $2, $3, $4, $5, $6)",
        SqlArray.Of(frames.Select(frame => frame.Sequence), NpgsqlDbType.Bigint),
        SqlArray.Of(frames.Select(frame => frame.Type), NpgsqlDbType.Text),
        SqlArray.Of(events.Select(e => e.OccurredAt), NpgsqlDbType.TimestampTz),
        SqlArray.Of(frames.Select(frame => string.Join(EventFrames.StationSeparator, frame.Stations)), NpgsqlDbType.Text),
        SqlArray.Of(frames.Select(frame => frame.Data), NpgsqlDbType.Text),
        SqlArray.Of(frames.Select(frame => frame.TraceParent), NpgsqlDbType.Text));

    private static void SaveAnswers(NpgsqlBatch batch, IReadOnlyList<RememberedAnswer> answers) => batch.Add(
        "INSERT INTO remembered_answers (key, fingerprint, answer, given_at) SELECT a, b, c::jsonb, d FROM unnest($1, $2, $3, $4) AS row (a, b, c, d)",
        SqlArray.Of(answers.Select(answer => answer.Key), NpgsqlDbType.Text),
        SqlArray.Of(answers.Select(answer => answer.Fingerprint), NpgsqlDbType.Text),
        SqlArray.Of(answers.Select(answer => JsonSerializer.Serialize(answer.BatchItem, RowJson.Default.BatchItem)), NpgsqlDbType.Text),
        SqlArray.Of(answers.Select(answer => answer.GivenAt), NpgsqlDbType.TimestampTz));

    // Pending batch items were marked full or not by the old capacity. Those of an item with a policy of its own do not mind their station's.
    private static void SavePolicy(NpgsqlBatch batch, PolicyScope scope, BatchingPolicy policy)
    {
        batch.Add(
            """
            INSERT INTO batching_policies (station_name, item_name, window_seconds, capacity) VALUES ($1, $2, $3, $4)
            ON CONFLICT (station_name, item_name) DO UPDATE SET window_seconds = excluded.window_seconds, capacity = excluded.capacity
            """,
            new NpgsqlParameter { Value = scope.StationName },
            new NpgsqlParameter { Value = scope.ItemName },
            new NpgsqlParameter { Value = (int)policy.Window.TotalSeconds },
            new NpgsqlParameter { Value = policy.Capacity });
        batch.Add(
            """
            UPDATE batch_items SET has_room = quantity < $3 OR prepared > 0
            WHERE status = 'pending' AND station_name = $1 AND has_room <> (quantity < $3 OR prepared > 0)
            AND CASE WHEN $2 <> '' THEN item_name = $2
                ELSE NOT EXISTS (SELECT FROM batching_policies AS own WHERE own.station_name = $1 AND own.item_name = batch_items.item_name) END
            """,
            new NpgsqlParameter { Value = scope.StationName },
            new NpgsqlParameter { Value = scope.ItemName },
            new NpgsqlParameter { Value = policy.Capacity });
    }
}
