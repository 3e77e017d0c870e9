using System.Diagnostics;
using Npgsql;
using Orbital.AppHost;
using Orbital.Testing;

namespace Orbital.EndToEnd.Tests;

/// <summary>What both services tell Prometheus of orders that went the whole way.</summary>
public sealed class MetricsTests(PostgresServer postgres)
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);
    private static readonly HttpClient Http = new();

    [Fact]
    public async Task The_way_of_orders_can_be_followed_in_numbers()
    {
        await using var line = await WholeLine.StartAsync(postgres);
        using var events = await Http.GetStreamAsync($"http://127.0.0.1:{line.KitchenPort}/api/v1/events");
        await line.Orders.InsertManyAsync([SampleDocuments.Order("one", 2), SampleDocuments.Order("two", 3), SampleDocuments.Order("broken", 0)]);
        await Eventually.BecomesTrueAsync(async () => (await Scrape.OfAsync(line.OrderManagementPort)).Sum("orbital_orders_set_aside_total") == 1, Deadline);
        await Eventually.BecomesTrueAsync(async () => (await Scrape.OfAsync(line.OrderManagementPort)).Sum("orbital_orders_delivered_total") == 2, Deadline);

        await ShouldTellOfTheListenerAsync(line);
        await ShouldTellOfAcceptanceAsync(line);
        await line.CookAsync();
        await ShouldTellOfCookingAsync(line);
        await ShouldHaveTracedNothingAsync(line);
    }

    private static async Task ShouldTellOfTheListenerAsync(WholeLine line)
    {
        await Eventually.BecomesTrueAsync(async () => (await Scrape.OfAsync(line.OrderManagementPort)).Sum("orbital_orders_in_flight") == 0, Deadline);
        var listener = await Scrape.OfAsync(line.OrderManagementPort);
        listener.Sum("orbital_orders_read_total").ShouldBe(3);
        listener.Sum("orbital_orders_extracted_total").ShouldBe(2);
        listener.Sum("orbital_orders_delivered_total", ("kitchen", "Default")).ShouldBe(2);
        listener.Sum("orbital_orders_set_aside_total", ("reason", "invalid")).ShouldBe(1);
        listener.Sum("orbital_feed_role", ("role", "working")).ShouldBe(1);
        listener.Sum("orbital_feed_role").ShouldBe(1);
        listener.Sum("orbital_feed_backlog").ShouldBe(0);
        listener.Sum("orbital_feed_back_off_failures").ShouldBe(0);
        listener.Sum("orbital_feed_back_off_delay_seconds").ShouldBe(0);
        listener.Sum("orbital_feed_lag_seconds").ShouldNotBeNull().ShouldBeLessThan(60);
        listener.Sum("orbital_feed_last_reply_age_seconds").ShouldNotBeNull().ShouldBeLessThan(60);
        listener.Sum("orbital_kitchen_available", ("kitchen", "Default")).ShouldBe(1);
        var version = FileVersionInfo.GetVersionInfo(Repository.AssemblyOf("src", "Orbital.OrderManagement.Api")).ProductVersion!;
        listener.Sum("target_info", ("service_name", "orbital-order-management"), ("service_version", version)).ShouldBe(1);
        listener.Sum("dotnet_gc_collections_total").ShouldNotBeNull();
        listener.Sum("http_server_request_duration_seconds_count").ShouldNotBeNull();
    }

    private static async Task ShouldTellOfAcceptanceAsync(WholeLine line)
    {
        // A sender is answered first, and then it is counted.
        await Eventually.BecomesTrueAsync(
            async () => (await Scrape.OfAsync(line.KitchenPort)).Sum("orbital_transactions_group_size_sum") == 2, Deadline);
        var kitchen = await Scrape.OfAsync(line.KitchenPort);
        kitchen.Sum("orbital_orders_accept_duration_seconds_count", ("outcome", "accepted")).ShouldBe(2);
        kitchen.Sum("orbital_transactions_group_size_count").ShouldNotBeNull().ShouldBeGreaterThanOrEqualTo(1);
        kitchen.Sum("orbital_transactions_group_size_sum").ShouldBe(2);
        kitchen.Sum("orbital_orders_open", ("status", "received")).ShouldBe(2);
        kitchen.Sum("orbital_batch_items_open", ("station", "Burger Plancha Station"), ("status", "pending")).ShouldBe(1);
        kitchen.Sum("orbital_batch_items_overdue_age_seconds", ("station", "Burger Plancha Station")).ShouldBe(480);
        kitchen.Sum("orbital_batch_items_oldest_age_seconds", ("station", "Burger Plancha Station")).ShouldNotBeNull().ShouldBeInRange(0, 120);
        kitchen.Sum("orbital_streams_open", ("protocol", "sse")).ShouldBe(1);
        kitchen.Sum("db_client_connection_max", ("db_client_connection_pool_name", "kitchen")).ShouldNotBeNull();
        kitchen.Sum("dotnet_gc_collections_total").ShouldNotBeNull();
        // One event for each order, and one for each of the two changes of the batch item.
        await Eventually.BecomesTrueAsync(
            async () => (await Scrape.OfAsync(line.KitchenPort)).Sum("orbital_events_delivered_total", ("protocol", "sse")) == 4, Deadline);
    }

    private static async Task ShouldTellOfCookingAsync(WholeLine line)
    {
        // The cook is answered first, and then it is counted.
        await Eventually.BecomesTrueAsync(
            async () => (await Scrape.OfAsync(line.KitchenPort)) is var kitchen
                && kitchen.Sum("orbital_orders_ready_duration_seconds_count") == 2
                && kitchen.Sum("orbital_batch_items_cook_duration_seconds_count", ("station", "Burger Plancha Station"), ("item", "Burger")) == 1,
            Deadline);
        await Eventually.BecomesTrueAsync(async () => (await Scrape.OfAsync(line.KitchenPort)).Sum("orbital_orders_open", ("status", "ready")) == 2, Deadline);
        (await Scrape.OfAsync(line.KitchenPort)).Sum("orbital_batch_items_open").ShouldBeNull();
    }

    private static async Task ShouldHaveTracedNothingAsync(WholeLine line)
    {
        await using var database = NpgsqlDataSource.Create(line.PostgreSql);
        await using var command = database.CreateCommand("SELECT count(*) FROM events WHERE trace_parent IS NOT NULL OR data LIKE '%traceId%'");
        (await command.ExecuteScalarAsync()).ShouldBe(0L, "no endpoint for traces is set");
    }
}
