using System.Diagnostics;
using System.Text.Json;
using Orbital.Testing;

namespace Orbital.Kitchen.Api.Tests.Sse;

[Collection(AloneCollection.Name)]
public sealed class SlowClientTests(PostgresServer postgres)
{
    private const int GoodClients = 500;
    private const int StalledClients = 50;
    private const int Orders = 80;
    private const long LastEvent = Orders * BigOrders.EventsEach;

    /// <summary>
    /// What a stream may keep: 64 KiB in Kestrel's buffer and a batch of as much (and one event) on the way into it; in the system a send
    /// buffer of 256 KiB, which Linux doubles for its own records, and the little that the client's system takes.
    /// </summary>
    private const long MostBytesUnread = (64 + 64 + 16 + 512 + 64) * 1024;

    private static readonly TimeSpan WriteDeadline = TimeSpan.FromSeconds(5);

    [Fact]
    public async Task Clients_that_stop_reading_are_disconnected_and_cost_the_others_nothing()
    {
        await using var kitchen = await KitchenReplica.StartProcessAsync(
            await postgres.CreateKitchenAsync(),
            ("Kitchen:Events:WriteDeadline", $"{WriteDeadline}"), ("Serilog:MinimumLevel:Override:Orbital.Kitchen.Api.Sse", "Warning"));
        await kitchen.UntilReadyAsync();
        using var ended = new CancellationTokenSource();
        var good = Enumerable.Range(0, GoodClients).Select(_ => new StreamFollower(kitchen.Http)).ToList();
        var following = good.Select(client => client.FollowAsync(ended.Token)).ToList();
        await Eventually.BecomesTrueAsync(() => good.TrueForAll(client => client.IsOpen));
        var stalled = await Task.WhenAll(Enumerable.Range(0, StalledClients).Select(_ => StalledClient.ConnectAsync(kitchen.HttpPort)));

        await BigOrders.SendAsync(kitchen, Orders);
        var watch = Stopwatch.StartNew();

        await Eventually.BecomesTrueAsync(() => good.TrueForAll(client => client.Position == LastEvent));
        await Eventually.BecomesTrueAsync(() => Evictions(kitchen).Count >= StalledClients, WriteDeadline + TimeSpan.FromSeconds(10));
        TestContext.Current.SendDiagnosticMessage("all evicted {0} after the last order", watch.Elapsed);
        foreach (var client in stalled)
        {
            await client.UntilCutOffAsync(TestContext.Current.CancellationToken);
            client.Dispose();
        }

        var evictions = Evictions(kitchen);
        evictions.Count.ShouldBe(StalledClients);
        evictions.Select(eviction => eviction.GetProperty("Client").GetString()).Distinct().Count().ShouldBe(StalledClients);
        good[0].BytesUpTo(LastEvent).ShouldBeGreaterThan(2 * MostBytesUnread);
        evictions.Max(eviction => good[0].BytesUpTo(eviction.GetProperty("Position").GetInt64())).ShouldBeLessThan(MostBytesUnread);

        await kitchen.Orders.SendOrder(SampleOrders.Burgers("after"));
        await Eventually.BecomesTrueAsync(() => good.TrueForAll(client => client.Position == LastEvent + 2));
        following.ShouldAllBe(one => !one.IsCompleted);
        await ended.CancelAsync();
    }

    private static List<JsonElement> Evictions(KitchenReplica kitchen) =>
        [.. kitchen.Process.Output.Where(line => line.Contains("did not read", StringComparison.Ordinal)).Select(line => JsonDocument.Parse(line).RootElement)];
}
