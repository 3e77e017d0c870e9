using System.Text.Json;
using Orbital.Kitchen.Api.Tests.Rest;
using Orbital.Testing;

namespace Orbital.Kitchen.Api.Tests.Replicas;

/// <summary>
/// A replica that has written several times in a row decides from memory. What another replica changed in between must count all the same,
/// as if it had read.
/// </summary>
public abstract class WarmReplica(PostgresServer postgres) : IAsyncLifetime
{
    protected const string Station = "Burger Plancha Station";

    private protected string Database { get; private set; } = "";

    /// <summary>The replica that decides from memory.</summary>
    private protected KitchenReplica Warm { get; private set; } = null!;

    /// <summary>The replica of which it knows nothing.</summary>
    private protected KitchenReplica Other { get; private set; } = null!;

    /// <summary>Orders of one unit that made it warm.</summary>
    private protected int WarmOrders { get; private set; }

    public async ValueTask InitializeAsync()
    {
        Database = await postgres.CreateKitchenAsync();
        Warm = await KitchenReplica.StartAsync(Database);
        Other = await KitchenReplica.StartAsync(Database);
        await CountDecisionsFromMemoryAsync();
        await WarmUpAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await Warm.DisposeAsync();
        await Other.DisposeAsync();
        (await StoredKitchen.ViolationsAsync(Database)).ShouldBeEmpty();
        GC.SuppressFinalize(this);
    }

    // The sequence counts what no rollback takes back: a test that never decides from memory would show nothing.
    private Task CountDecisionsFromMemoryAsync() => ExecuteAsync(
        """
        CREATE SEQUENCE decisions_from_memory;
        ALTER FUNCTION expect_as_remembered RENAME TO expect_really;
        CREATE FUNCTION expect_as_remembered(sequence bigint, policies bigint, new_order_ids text[]) RETURNS void LANGUAGE plpgsql AS
        $$ BEGIN PERFORM nextval('decisions_from_memory'); PERFORM expect_really(sequence, policies, new_order_ids); END $$;
        """);

    private protected async Task WarmUpAsync(string item = "Burger")
    {
        var before = await DecisionsFromMemoryAsync();
        for (var i = 0; i < 5; i++)
            await Warm.Orders.SendOrder(SampleOrders.Of($"warm-{++WarmOrders}", (item, Station, 1)));
        (await DecisionsFromMemoryAsync()).ShouldBeGreaterThan(before + 4, "it asks twice for each group");
    }

    private Task<long> DecisionsFromMemoryAsync() => StoredKitchen.ReadAsync<long>(Database, "SELECT last_value FROM decisions_from_memory");

    private protected static async Task SendAsync(KitchenReplica to, string id, int quantity) =>
        await to.Orders.SendOrder(SampleOrders.Burgers(id, quantity));

    private protected Task UntilSomebodyWaitsForALockAsync() => Eventually.BecomesTrueAsync(() => StoredKitchen.ReadAsync<bool>(
        Database, "SELECT EXISTS (SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock')"));

    private async Task<JsonElement[]> ItemsAsync(string query) =>
        [.. (await Other.GetAsync($"/api/v1/batch-items?limit=500&{query}")).GetProperty("items").EnumerateArray()];

    private protected async Task<JsonElement> OnlyItemAsync() =>
        (await ItemsAsync("item=Burger")).ShouldHaveSingleItem();

    private protected async Task<JsonElement[]> HoldersOfAsync(string orderId) =>
        [.. (await ItemsAsync("item=Burger")).Where(item => item.Orders().Any(order => order.OrderId == orderId))];

    private protected Task<long> LastSequenceAsync() => StoredKitchen.ReadAsync<long>(Database, "SELECT last_sequence FROM event_counter");

    private protected Task ExecuteAsync(string sql) => StoredKitchen.ExecuteAsync(Database, sql);
}
