using System.Text.Json;
using Npgsql;
using NpgsqlTypes;
using Orbital.Domain.Kitchen;

namespace Orbital.Infrastructure.Kitchen.PostgreSql;

/// <summary>Batch items in the table <c>batch_items</c>.</summary>
internal static class BatchItemRows
{
    public const string Columns =
        """
        id, station_name, item_name, status, allocations, is_hand_made, prepared, prepared_completed, quantity, priority, note,
        accepts_until, created_at, started_at, completed_at, updated_at, created_sequence, version
        """;

    private const string Upsert =
        $"""
         INSERT INTO batch_items ({Columns}, has_room, outstanding_units, over_at, brands, over_brands)
         SELECT a, b, c, d, e::jsonb, f, g, h, i, j, k, l, m, n, o, p, q, r, s, t, u, v::text[], CASE WHEN u IS NOT NULL THEN v::text[] END
         FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22)
              AS row (a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, r, s, t, u, v)
         ON CONFLICT (id) DO UPDATE
         SET status = excluded.status, allocations = excluded.allocations, prepared = excluded.prepared,
             prepared_completed = excluded.prepared_completed, quantity = excluded.quantity, priority = excluded.priority,
             note = excluded.note, started_at = excluded.started_at, completed_at = excluded.completed_at,
             updated_at = excluded.updated_at, version = excluded.version, has_room = excluded.has_room,
             outstanding_units = excluded.outstanding_units, over_at = excluded.over_at, brands = excluded.brands,
             over_brands = excluded.over_brands
         """;

    public static BatchItem Read(NpgsqlDataReader row) => new()
    {
        Id = row.GetGuid(0),
        StationName = row.GetString(1),
        ItemName = row.GetString(2),
        Status = StatusNames.ToBatchItemStatus(row.GetString(3)),
        Allocations = JsonSerializer.Deserialize(row.GetString(4), RowJson.Default.IReadOnlyListAllocation)!,
        IsHandMade = row.GetBoolean(5),
        Prepared = row.GetInt32(6),
        PreparedCompleted = row.GetInt32(7),
        Quantity = row.GetInt32(8),
        Priority = (Priority)row.GetInt32(9),
        Note = row.GetString(10),
        AcceptsUntil = row.GetFieldValue<DateTimeOffset>(11),
        CreatedAt = row.GetFieldValue<DateTimeOffset>(12),
        StartedAt = row.GetFieldValue<DateTimeOffset?>(13),
        CompletedAt = row.GetFieldValue<DateTimeOffset?>(14),
        UpdatedAt = row.GetFieldValue<DateTimeOffset>(15),
        CreatedSequence = row.GetInt64(16),
        Version = row.GetInt64(17),
    };

    public static void Save(NpgsqlBatch batch, IReadOnlyCollection<BatchItem> items, Func<BatchItem, bool> hasRoom) => batch.Add(
        Upsert,
        SqlArray.Of(items.Select(item => item.Id), NpgsqlDbType.Uuid),
        SqlArray.Of(items.Select(item => item.StationName), NpgsqlDbType.Text),
        SqlArray.Of(items.Select(item => item.ItemName), NpgsqlDbType.Text),
        SqlArray.Of(items.Select(item => StatusNames.Of(item.Status)), NpgsqlDbType.Text),
        SqlArray.Of(items.Select(item => JsonSerializer.Serialize(item.Allocations, RowJson.Default.IReadOnlyListAllocation)), NpgsqlDbType.Text),
        SqlArray.Of(items.Select(item => item.IsHandMade), NpgsqlDbType.Boolean),
        SqlArray.Of(items.Select(item => item.Prepared), NpgsqlDbType.Integer),
        SqlArray.Of(items.Select(item => item.PreparedCompleted), NpgsqlDbType.Integer),
        SqlArray.Of(items.Select(item => item.Quantity), NpgsqlDbType.Integer),
        SqlArray.Of(items.Select(item => (int)item.Priority), NpgsqlDbType.Integer),
        SqlArray.Of(items.Select(item => item.Note), NpgsqlDbType.Text),
        SqlArray.Of(items.Select(item => item.AcceptsUntil), NpgsqlDbType.TimestampTz),
        SqlArray.Of(items.Select(item => item.CreatedAt), NpgsqlDbType.TimestampTz),
        SqlArray.Of(items.Select(item => item.StartedAt), NpgsqlDbType.TimestampTz),
        SqlArray.Of(items.Select(item => item.CompletedAt), NpgsqlDbType.TimestampTz),
        SqlArray.Of(items.Select(item => item.UpdatedAt), NpgsqlDbType.TimestampTz),
        SqlArray.Of(items.Select(item => item.CreatedSequence), NpgsqlDbType.Bigint),
        SqlArray.Of(items.Select(item => item.Version), NpgsqlDbType.Bigint),
        SqlArray.Of(items.Select(hasRoom), NpgsqlDbType.Boolean),
        SqlArray.Of(items.Select(item => item.Outstanding), NpgsqlDbType.Integer),
        SqlArray.Of(items.Select(item => item.IsOver ? item.UpdatedAt : (DateTimeOffset?)null), NpgsqlDbType.TimestampTz),
        SqlArray.Of(items.Select(BrandsLiteral), NpgsqlDbType.Text));

    // Arrays of arrays must be rectangular, so each row's brands travel as the text of an array.
    private static string BrandsLiteral(BatchItem item) => $"{{{string.Join(',', item.Allocations
        .Select(allocation => allocation.BrandName)
        .Distinct()
        .Select(brand => $"\"{brand.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\""))}}}";
}
