using System.Text.Json;
using Npgsql;
using NpgsqlTypes;
using Orbital.Application.Kitchen;
using Orbital.Domain.Kitchen;
using Orbital.Infrastructure.Kitchen.EventFeed;

namespace Orbital.Infrastructure.Kitchen.PostgreSql;

/// <summary>The first round trip of a <see cref="KitchenTransaction"/>: lock the counter, and read what the decisions must see.</summary>
internal static class WorkLoad
{
    /// <summary>The state that decisions are made on, and the history that their events belong to.</summary>
    public readonly record struct Loaded(KitchenWork Work, string History);

    private const string Lock = "SELECT last_sequence, policies_version, last_at, history FROM event_counter WHERE id = 1 FOR UPDATE";

    /// <summary>Begins a transaction in which this replica is the only writer, and loads the work.</summary>
    /// <param name="connection">An open connection without a transaction.</param>
    /// <param name="scopes">What the decisions must see.</param>
    /// <param name="time">The time of the transaction.</param>
    /// <param name="policies">Gives the batching policies of a version.</param>
    public static async Task<Loaded> BeginAsync(
        NpgsqlConnection connection, IReadOnlyCollection<WorkScope> scopes, DatabaseTime time, PolicyCache policies)
    {
        await using var batch = connection.CreateBatch();
        batch.Add("BEGIN");
        batch.Add(Lock);
        // Not in the statement before, which waits for the lock.
        batch.Add("SELECT clock_timestamp()");
        var readers = AddReads(batch, scopes, time.GetUtcNow());

        await using var reader = await batch.ExecuteReaderAsync();
        if (!await reader.ReadAsync())
            throw new InvalidDataException("the event counter has no row; was the schema migrated?");
        var (lastSequence, policiesVersion, lastAt) = (reader.GetInt64(0), reader.GetInt64(1), reader.GetFieldValue<DateTimeOffset>(2));
        var history = EventStore.NameOf(reader.GetGuid(3));
        await reader.NextResultAsync();
        await reader.ReadAsync();
        time.Observe(reader.GetFieldValue<DateTimeOffset>(0));
        List<Action<KitchenWork>> loads = [];
        foreach (var read in readers)
        {
            await reader.NextResultAsync();
            while (await reader.ReadAsync())
                loads.Add(read(reader));
        }

        await reader.CloseAsync();
        var work = KitchenClock.Work(lastSequence, time.GetUtcNow(), lastAt, await policies.GetAsync(connection, policiesVersion));
        loads.ForEach(load => load(work));
        return new Loaded(work, history);
    }

    // Each kind of state that some decision needs is one or two statements; a group of new orders needs only the first three.
    private static List<Func<NpgsqlDataReader, Action<KitchenWork>>> AddReads(
        NpgsqlBatch batch, IReadOnlyCollection<WorkScope> scopes, DateTimeOffset now)
    {
        string[] withBatchItems = [.. scopes.SelectMany(scope => scope.OrdersWithBatchItems).Distinct()];
        string[] orderIds = [.. scopes.SelectMany(scope => scope.NewOrderIds.Concat(scope.OrderIds)).Concat(withBatchItems).Distinct()];
        Guid[] batchItemIds = [.. scopes.SelectMany(scope => scope.BatchItemIds).Distinct()];
        ItemKey[] keys = [.. scopes.SelectMany(scope => scope.ItemKeys).Distinct()];
        string[] answerKeys = [.. scopes.Select(scope => scope.IdempotencyKey).OfType<string>().Distinct()];

        List<Func<NpgsqlDataReader, Action<KitchenWork>>> readers = [];
        if (orderIds.Length > 0)
            readers.AddRange(ReadOrders(batch, orderIds));
        if (keys.Length > 0)
            readers.Add(ReadAccepting(batch, keys, now));
        if (batchItemIds.Length > 0)
            readers.AddRange(ReadBatchItemsWithOrders(batch, batchItemIds));
        if (withBatchItems.Length > 0)
            readers.Add(ReadBatchItemsOf(batch, withBatchItems));
        if (answerKeys.Length > 0)
            readers.Add(ReadAnswers(batch, answerKeys));
        return readers;
    }

    private static Func<NpgsqlDataReader, Action<KitchenWork>>[] ReadOrders(NpgsqlBatch batch, string[] orderIds)
    {
        batch.Add($"SELECT {OrderRows.Columns} FROM orders WHERE order_id = ANY ($1)", SqlArray.Of(orderIds, NpgsqlDbType.Text));
        // After the orders: one that is forgotten in between is then found there.
        batch.Add("SELECT order_id FROM forgotten_orders WHERE order_id = ANY ($1)", SqlArray.Of(orderIds, NpgsqlDbType.Text));
        return [LoadOrder, LoadForgotten];
    }

    // This machine's clock may just have been changed: whichever says less, none that still accepts is missed, and decisions look closer.
    private static Func<NpgsqlDataReader, Action<KitchenWork>> ReadAccepting(NpgsqlBatch batch, ItemKey[] keys, DateTimeOffset now)
    {
        batch.Add(
            $"""
             SELECT {BatchItemRows.Columns}
             FROM batch_items JOIN unnest($1, $2) AS wanted (station, item) ON station_name = station AND item_name = item
             WHERE has_room AND accepts_until > least($3, now())
             """,
            SqlArray.Of(keys.Select(key => key.StationName), NpgsqlDbType.Text),
            SqlArray.Of(keys.Select(key => key.ItemName), NpgsqlDbType.Text),
            new NpgsqlParameter { Value = now });
        return LoadBatchItem;
    }

    private static Func<NpgsqlDataReader, Action<KitchenWork>>[] ReadBatchItemsWithOrders(NpgsqlBatch batch, Guid[] ids)
    {
        batch.Add($"SELECT {BatchItemRows.Columns} FROM batch_items WHERE id = ANY ($1)", SqlArray.Of(ids, NpgsqlDbType.Uuid));
        batch.Add(
            $"""
             SELECT {OrderRows.Columns} FROM orders
             WHERE order_id IN (SELECT allocation ->> 'orderId' FROM batch_items, jsonb_array_elements(allocations) AS allocation WHERE id = ANY ($1))
             """,
            SqlArray.Of(ids, NpgsqlDbType.Uuid));
        return [LoadBatchItem, LoadOrder];
    }

    private static Func<NpgsqlDataReader, Action<KitchenWork>> ReadBatchItemsOf(NpgsqlBatch batch, string[] orderIds)
    {
        batch.Add(
            $"SELECT {BatchItemRows.Columns} FROM batch_items WHERE id IN (SELECT unnest(batch_item_ids) FROM orders WHERE order_id = ANY ($1))",
            SqlArray.Of(orderIds, NpgsqlDbType.Text));
        return LoadBatchItem;
    }

    private static Func<NpgsqlDataReader, Action<KitchenWork>> ReadAnswers(NpgsqlBatch batch, string[] keys)
    {
        batch.Add("SELECT key, fingerprint, answer, given_at FROM remembered_answers WHERE key = ANY ($1)", SqlArray.Of(keys, NpgsqlDbType.Text));
        return LoadAnswer;
    }

    private static Action<KitchenWork> LoadOrder(NpgsqlDataReader row)
    {
        var order = OrderRows.Read(row);
        return work => work.Load(order);
    }

    private static Action<KitchenWork> LoadForgotten(NpgsqlDataReader row)
    {
        var orderId = row.GetString(0);
        return work => work.LoadForgotten(orderId);
    }

    private static Action<KitchenWork> LoadBatchItem(NpgsqlDataReader row)
    {
        var batchItem = BatchItemRows.Read(row);
        return work => work.Load(batchItem);
    }

    private static Action<KitchenWork> LoadAnswer(NpgsqlDataReader row)
    {
        var batchItem = JsonSerializer.Deserialize(row.GetString(2), RowJson.Default.BatchItem)!;
        var answer = new RememberedAnswer(row.GetString(0), row.GetString(1), batchItem, row.GetFieldValue<DateTimeOffset>(3));
        return work => work.Load(answer);
    }
}
