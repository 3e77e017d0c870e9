using System.Text.Json;
using Npgsql;
using NpgsqlTypes;
using Orbital.Application.Kitchen.FollowEvents;
using Orbital.Domain.Kitchen;

namespace Orbital.Infrastructure.Kitchen.PostgreSql;

/// <summary>The statements of a <see cref="KitchenTransaction"/>: whole groups at a time, as arrays.</summary>
internal static class WorkSql
{
    /// <summary>The channel on which replicas tell each other that there are new events.</summary>
    public const string NotifyChannel = "orbital_kitchen_events";

    private const string OrderColumns =
        "order_id, otter_order_id, brand_name, lines, status, batch_item_ids, received_at, updated_at, received_sequence, version";

    private const string BatchItemColumns =
        "id, station_name, item_name, status, allocations, quantity, accepts_until, created_at, updated_at, created_sequence, version";

    public static void Load(NpgsqlBatch batch, string[] orderIds, ItemKey[] keys, DateTimeOffset now)
    {
        Add(batch, "BEGIN");
        Add(batch, "SELECT last_sequence FROM event_counter WHERE id = 1 FOR UPDATE");
        Add(batch, $"SELECT {OrderColumns} FROM orders WHERE order_id = ANY ($1)", Array(orderIds, NpgsqlDbType.Text));
        Add(batch,
            $"""
             SELECT {BatchItemColumns}
             FROM batch_items JOIN unnest($1, $2) AS wanted (station, item) ON station_name = station AND item_name = item
             WHERE has_room AND accepts_until > $3
             ORDER BY created_sequence
             """,
            Array(keys.Select(key => key.StationName), NpgsqlDbType.Text),
            Array(keys.Select(key => key.ItemName), NpgsqlDbType.Text),
            new NpgsqlParameter { Value = now });
    }

    public static void Save(NpgsqlBatch batch, KitchenWork work, IReadOnlyList<EventFrame> frames)
    {
        if (work.ChangedOrders.Count > 0)
            SaveOrders(batch, work.ChangedOrders);
        if (work.ChangedBatchItems.Count > 0)
            SaveBatchItems(batch, work);
        SaveEvents(batch, work.Events, frames);
        Add(batch, "UPDATE event_counter SET last_sequence = $1 WHERE id = 1", new NpgsqlParameter { Value = work.LastSequence });
        Add(batch, "SELECT pg_notify($1, '')", new NpgsqlParameter { Value = NotifyChannel });
        Add(batch, "COMMIT");
    }

    public static Order ReadOrder(NpgsqlDataReader row) => new()
    {
        OrderId = row.GetString(0),
        OtterOrderId = row.GetString(1),
        BrandName = row.GetString(2),
        Lines = JsonSerializer.Deserialize(row.GetString(3), RowJson.Default.IReadOnlyListOrderLine)!,
        Status = Names.ToOrderStatus(row.GetString(4)),
        BatchItemIds = row.GetFieldValue<Guid[]>(5),
        ReceivedAt = row.GetFieldValue<DateTimeOffset>(6),
        UpdatedAt = row.GetFieldValue<DateTimeOffset>(7),
        ReceivedSequence = row.GetInt64(8),
        Version = row.GetInt64(9),
    };

    public static BatchItem ReadBatchItem(NpgsqlDataReader row) => new()
    {
        Id = row.GetGuid(0),
        StationName = row.GetString(1),
        ItemName = row.GetString(2),
        Status = Names.ToBatchItemStatus(row.GetString(3)),
        Allocations = JsonSerializer.Deserialize(row.GetString(4), RowJson.Default.IReadOnlyListAllocation)!,
        Quantity = row.GetInt32(5),
        AcceptsUntil = row.GetFieldValue<DateTimeOffset>(6),
        CreatedAt = row.GetFieldValue<DateTimeOffset>(7),
        UpdatedAt = row.GetFieldValue<DateTimeOffset>(8),
        CreatedSequence = row.GetInt64(9),
        Version = row.GetInt64(10),
    };

    private static void SaveOrders(NpgsqlBatch batch, IReadOnlyCollection<Order> orders) => Add(batch,
        $"""
         INSERT INTO orders ({OrderColumns})
         SELECT a, b, c, d::jsonb, e, f::uuid[], g, h, i, j FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) AS row (a, b, c, d, e, f, g, h, i, j)
         ON CONFLICT (order_id) DO UPDATE
         SET status = excluded.status, batch_item_ids = excluded.batch_item_ids, updated_at = excluded.updated_at, version = excluded.version
         """,
        Array(orders.Select(order => order.OrderId), NpgsqlDbType.Text),
        Array(orders.Select(order => order.OtterOrderId), NpgsqlDbType.Text),
        Array(orders.Select(order => order.BrandName), NpgsqlDbType.Text),
        Array(orders.Select(order => JsonSerializer.Serialize(order.Lines, RowJson.Default.IReadOnlyListOrderLine)), NpgsqlDbType.Text),
        Array(orders.Select(order => Names.Of(order.Status)), NpgsqlDbType.Text),
        Array(orders.Select(order => $"{{{string.Join(',', order.BatchItemIds)}}}"), NpgsqlDbType.Text),
        Array(orders.Select(order => order.ReceivedAt), NpgsqlDbType.TimestampTz),
        Array(orders.Select(order => order.UpdatedAt), NpgsqlDbType.TimestampTz),
        Array(orders.Select(order => order.ReceivedSequence), NpgsqlDbType.Bigint),
        Array(orders.Select(order => order.Version), NpgsqlDbType.Bigint));

    private static void SaveBatchItems(NpgsqlBatch batch, KitchenWork work)
    {
        var items = work.ChangedBatchItems;
        Add(batch,
            $"""
             INSERT INTO batch_items ({BatchItemColumns}, has_room)
             SELECT a, b, c, d, e::jsonb, f, g, h, i, j, k, l
             FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) AS row (a, b, c, d, e, f, g, h, i, j, k, l)
             ON CONFLICT (id) DO UPDATE
             SET status = excluded.status, allocations = excluded.allocations, quantity = excluded.quantity,
                 updated_at = excluded.updated_at, version = excluded.version, has_room = excluded.has_room
             """,
            Array(items.Select(item => item.Id), NpgsqlDbType.Uuid),
            Array(items.Select(item => item.StationName), NpgsqlDbType.Text),
            Array(items.Select(item => item.ItemName), NpgsqlDbType.Text),
            Array(items.Select(item => Names.Of(item.Status)), NpgsqlDbType.Text),
            Array(items.Select(item => JsonSerializer.Serialize(item.Allocations, RowJson.Default.IReadOnlyListAllocation)), NpgsqlDbType.Text),
            Array(items.Select(item => item.Quantity), NpgsqlDbType.Integer),
            Array(items.Select(item => item.AcceptsUntil), NpgsqlDbType.TimestampTz),
            Array(items.Select(item => item.CreatedAt), NpgsqlDbType.TimestampTz),
            Array(items.Select(item => item.UpdatedAt), NpgsqlDbType.TimestampTz),
            Array(items.Select(item => item.CreatedSequence), NpgsqlDbType.Bigint),
            Array(items.Select(item => item.Version), NpgsqlDbType.Bigint),
            Array(items.Select(item => work.HasRoom(item)), NpgsqlDbType.Boolean));
    }

    private static void SaveEvents(NpgsqlBatch batch, IReadOnlyList<KitchenEvent> events, IReadOnlyList<EventFrame> frames) => Add(batch,
        "INSERT INTO events (sequence, type, occurred_at, stations, data) SELECT * FROM unnest($1, $2, $3, $4, $5)",
        Array(frames.Select(frame => frame.Sequence), NpgsqlDbType.Bigint),
        Array(frames.Select(frame => frame.Type), NpgsqlDbType.Text),
        Array(events.Select(e => e.OccurredAt), NpgsqlDbType.TimestampTz),
        Array(frames.Select(frame => string.Join(Names.Separator, frame.Stations)), NpgsqlDbType.Text),
        Array(frames.Select(frame => System.Text.Encoding.UTF8.GetString(frame.Data.Span)), NpgsqlDbType.Text));

    private static NpgsqlParameter<T[]> Array<T>(IEnumerable<T> values, NpgsqlDbType elementType) =>
        new() { TypedValue = values as T[] ?? [.. values], NpgsqlDbType = NpgsqlDbType.Array | elementType };

    private static void Add(NpgsqlBatch batch, string sql, params ReadOnlySpan<NpgsqlParameter> parameters)
    {
        var command = batch.CreateBatchCommand();
        command.CommandText = sql;
        foreach (var parameter in parameters)
            command.Parameters.Add(parameter);
        batch.BatchCommands.Add(command);
    }
}
