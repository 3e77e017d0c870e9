using System.Text.Json;
using Npgsql;
using NpgsqlTypes;
using Orbital.Domain.Kitchen;

namespace Orbital.Infrastructure.Kitchen.PostgreSql;

/// <summary>Orders in the table <c>orders</c>.</summary>
internal static class OrderRows
{
    public const string Columns =
        "order_id, otter_order_id, brand_name, lines, status, priority, units, units_done, batch_item_ids, received_at, updated_at, received_sequence, version, trace_parent";

    private const string Insert =
        $"""
         INSERT INTO orders ({Columns}, over_at)
         SELECT a, b, c, d::jsonb, e, f, g, h, i::uuid[], j, k, l, m, n, o
         FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15) AS row (a, b, c, d, e, f, g, h, i, j, k, l, m, n, o)
         """;

    private const string Upsert =
        $"""
         {Insert}
         ON CONFLICT (order_id) DO UPDATE
         SET otter_order_id = excluded.otter_order_id, brand_name = excluded.brand_name, lines = excluded.lines, status = excluded.status,
             priority = excluded.priority, units = excluded.units, units_done = excluded.units_done,
             batch_item_ids = excluded.batch_item_ids, updated_at = excluded.updated_at, version = excluded.version,
             over_at = excluded.over_at
         """;

    public static Order Read(NpgsqlDataReader row) => new()
    {
        OrderId = row.GetString(0),
        OtterOrderId = row.GetString(1),
        BrandName = row.GetString(2),
        Lines = JsonSerializer.Deserialize(row.GetString(3), RowJson.Default.IReadOnlyListOrderLine)!,
        Status = StatusNames.ToOrderStatus(row.GetString(4)),
        Priority = (Priority)row.GetInt32(5),
        Units = row.GetInt32(6),
        UnitsDone = row.GetInt32(7),
        BatchItemIds = row.GetFieldValue<Guid[]>(8),
        ReceivedAt = row.GetFieldValue<DateTimeOffset>(9),
        UpdatedAt = row.GetFieldValue<DateTimeOffset>(10),
        ReceivedSequence = row.GetInt64(11),
        Version = row.GetInt64(12),
        TraceParent = row.IsDBNull(13) ? null : row.GetString(13),
    };

    /// <summary>Writes orders.</summary>
    /// <param name="batch">The transaction.</param>
    /// <param name="orders">The orders.</param>
    /// <param name="areNew">Whether it is an error when one of them is stored already.</param>
    public static void Save(NpgsqlBatch batch, IReadOnlyCollection<Order> orders, bool areNew) => batch.Add(
        areNew ? Insert : Upsert,
        SqlArray.Of(orders.Select(order => order.OrderId), NpgsqlDbType.Text),
        SqlArray.Of(orders.Select(order => order.OtterOrderId), NpgsqlDbType.Text),
        SqlArray.Of(orders.Select(order => order.BrandName), NpgsqlDbType.Text),
        SqlArray.Of(orders.Select(order => JsonSerializer.Serialize(order.Lines, RowJson.Default.IReadOnlyListOrderLine)), NpgsqlDbType.Text),
        SqlArray.Of(orders.Select(order => StatusNames.Of(order.Status)), NpgsqlDbType.Text),
        SqlArray.Of(orders.Select(order => (int)order.Priority), NpgsqlDbType.Integer),
        SqlArray.Of(orders.Select(order => order.Units), NpgsqlDbType.Integer),
        SqlArray.Of(orders.Select(order => order.UnitsDone), NpgsqlDbType.Integer),
        SqlArray.Of(orders.Select(order => $"{{{string.Join(',', order.BatchItemIds)}}}"), NpgsqlDbType.Text),
        SqlArray.Of(orders.Select(order => order.ReceivedAt), NpgsqlDbType.TimestampTz),
        SqlArray.Of(orders.Select(order => order.UpdatedAt), NpgsqlDbType.TimestampTz),
        SqlArray.Of(orders.Select(order => order.ReceivedSequence), NpgsqlDbType.Bigint),
        SqlArray.Of(orders.Select(order => order.Version), NpgsqlDbType.Bigint),
        SqlArray.Of(orders.Select(order => order.TraceParent), NpgsqlDbType.Text),
        SqlArray.Of(orders.Select(order => order.IsOver ? order.UpdatedAt : (DateTimeOffset?)null), NpgsqlDbType.TimestampTz));
}
