using System.Net;
using Orbital.Testing;

namespace Orbital.Kitchen.Api.Tests.Rest;

/// <summary>What is over and old is forgotten, and what is not stays.</summary>
public sealed class RetentionTests(PostgresServer postgres) : IAsyncLifetime
{
    private readonly string _station = RestKitchen.NewName();
    private string _database = "";
    private KitchenReplica _kitchen = null!;

    public async ValueTask InitializeAsync()
    {
        _database = await postgres.CreateKitchenAsync();
        _kitchen = await KitchenReplica.StartAsync(
            _database, ("Retention:History", "01:00:00"), ("Retention:IdempotencyKeys", "00:01:00"), ("Retention:Interval", "00:00:01"));
    }

    public ValueTask DisposeAsync() => _kitchen.DisposeAsync();

    [Fact]
    public async Task Old_rows_of_what_is_over_go_and_live_ones_stay_however_old_they_are()
    {
        await OrderAsync("given", "Burger");
        await CompleteAsync("Burger");
        await PostAsync("orders/given/hand-off");
        await OrderAsync("ready", "Fries");
        await CompleteAsync("Fries");
        await OrderAsync("received", "Soup");
        await PostAsync("orders/unseen/cancel");
        await PostAsync($"batch-items/{await ItemAsync("Soup")}/start", ("Idempotency-Key", "old"));
        await AgeEverythingAsync();
        await OrderAsync("fresh", "Salad");
        await CompleteAsync("Salad");
        await PostAsync("orders/fresh/hand-off");

        await Eventually.BecomesTrueAsync(async () => await RowsAsync("remembered_answers", "key") == "");

        (await RowsAsync("orders", "order_id")).ShouldBe("fresh ready received");
        (await RowsAsync("batch_items", "item_name")).ShouldBe("Fries Salad Soup");
        (await RowsAsync("remembered_answers", "key")).ShouldBe("");
    }

    [Fact]
    public async Task A_batch_item_outlives_an_order_that_is_forgotten_and_still_works()
    {
        await OrderAsync("gone", "Burger");
        await OrderAsync("here", "Burger");
        var id = await ItemAsync("Burger");
        await PostAsync($"batch-items/{id}/complete", """{"quantity":1}""");
        await PostAsync("orders/gone/hand-off");
        await ExecuteAsync("UPDATE orders SET updated_at = now() - interval '1 day', over_at = over_at - interval '1 day' WHERE order_id = 'gone'");
        await Eventually.BecomesTrueAsync(async () => await RowsAsync("orders", "order_id") == "here");

        await PostAsync($"batch-items/{id}/complete");

        (await _kitchen.GetAsync("/api/v1/orders/here")).Text("status").ShouldBe("ready");
        using var recall = await _kitchen.Http.PostAsync($"/api/v1/batch-items/{id}/recall", null);
        recall.StatusCode.ShouldBe(HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task An_order_that_is_sent_again_after_it_was_forgotten_is_not_cooked_again()
    {
        await OrderAsync("given", "Burger");
        await CompleteAsync("Burger");
        await PostAsync("orders/given/hand-off");
        await AgeEverythingAsync();
        await Eventually.BecomesTrueAsync(async () => await RowsAsync("batch_items", "item_name") == "");

        await OrderAsync("given", "Burger");

        (await RowsAsync("orders", "order_id")).ShouldBe("");
        (await RowsAsync("batch_items", "item_name")).ShouldBe("");
    }

    [Fact]
    public async Task Batch_items_that_must_stay_do_not_keep_the_sweep_from_those_behind_them()
    {
        await OrderAsync("ready", "Fries");
        await CompleteAsync("Fries");
        await ExecuteAsync(
            """
            CREATE TABLE copy AS SELECT batch_items.*, n FROM batch_items, generate_series(1, 10001) AS n;
            UPDATE copy SET id = gen_random_uuid(), created_sequence = 1000000 + n, over_at = over_at - interval '2 days';
            ALTER TABLE copy DROP COLUMN n;
            INSERT INTO batch_items SELECT * FROM copy;
            """);
        await OrderAsync("given", "Burger");
        await CompleteAsync("Burger");
        await PostAsync("orders/given/hand-off");
        await AgeEverythingAsync();

        await Eventually.BecomesTrueAsync(async () => await RowsAsync("(SELECT DISTINCT item_name FROM batch_items) AS kept", "item_name") == "Fries");
    }

    [Fact]
    public async Task A_sweep_that_the_database_refuses_ends_neither_the_kitchen_nor_the_other_sweeps()
    {
        await OrderAsync("given", "Burger");
        await PostAsync($"batch-items/{await ItemAsync("Burger")}/complete", ("Idempotency-Key", "old"));
        await PostAsync("orders/given/hand-off");
        await ExecuteAsync(
            """
            CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'not allowed' USING ERRCODE = '42501'; END $$;
            CREATE TRIGGER refuse BEFORE DELETE ON orders FOR EACH ROW EXECUTE FUNCTION refuse();
            """);
        await AgeEverythingAsync();
        await Eventually.BecomesTrueAsync(async () => await RowsAsync("remembered_answers", "key") == "");

        await ExecuteAsync("DROP TRIGGER refuse ON orders");

        await Eventually.BecomesTrueAsync(async () => await RowsAsync("orders", "order_id") == "");
        (await _kitchen.Http.GetStringAsync("/ping")).ShouldBe("pong");
    }

    private async Task OrderAsync(string id, string item) => await _kitchen.Orders.SendOrder(SampleOrders.Of(id, (item, _station, 1)));

    private async Task<string> ItemAsync(string item) => (await _kitchen.GetAsync($"/api/v1/batch-items?item={item}")).GetProperty("items")[0].Text("id");

    private async Task CompleteAsync(string item) => await PostAsync($"batch-items/{await ItemAsync(item)}/complete");

    private Task PostAsync(string path, params (string Name, string Value)[] headers) => PostAsync(path, null, headers);

    private async Task PostAsync(string path, string? json, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/v1/{path}");
        request.Content = json is null ? null : new StringContent(json, null, "application/json");
        foreach (var (name, value) in headers)
            request.Headers.Add(name, value);
        using var response = await _kitchen.Http.SendAsync(request);
        response.StatusCode.ShouldBe(HttpStatusCode.OK, await response.Content.ReadAsStringAsync());
    }

    private Task AgeEverythingAsync() => ExecuteAsync(
        """
        UPDATE orders SET updated_at = now() - interval '1 day', over_at = over_at - interval '1 day', received_at = now() - interval '1 day';
        UPDATE batch_items SET updated_at = now() - interval '1 day', over_at = over_at - interval '1 day', created_at = now() - interval '1 day';
        UPDATE remembered_answers SET given_at = now() - interval '1 day';
        """);

    private Task ExecuteAsync(string sql) => StoredKitchen.ExecuteAsync(_database, sql);

    private Task<string> RowsAsync(string table, string column) =>
        StoredKitchen.ReadAsync<string>(_database, $"SELECT coalesce(string_agg({column}, ' ' ORDER BY {column}), '') FROM {table}");
}
