using Orbital.MongoEmulator;
using Orbital.Testing;

namespace Orbital.OrderManagement.Api.Tests;

/// <summary>MongoDB that cuts, freezes or goes away: the service tells, loses nothing, and needs no hand to recover.</summary>
public sealed class SourceOutageTests
{
    [Theory]
    [InlineData("{ emulatorFreeze: 1, appName: 'orbital-order-management' }", "{ emulatorThaw: 1 }")]
    [InlineData(
        "{ configureFailPoint: 'failCommand', mode: 'alwaysOn', data: { failCommands: ['getMore'], blockConnection: true, blockTimeMS: 600000, appName: 'orbital-order-management' } }",
        "{ configureFailPoint: 'failCommand', mode: 'off' }")]
    public async Task A_server_that_says_nothing_is_noticed_and_left(string freeze, string thaw)
    {
        await using var under = await ServiceUnderFault.StartAsync(("OrderFeed:ReplyTimeout", "00:00:04"));
        await under.DeliversAsync("before");
        await under.AdminAsync(freeze);
        await under.Source.InsertAsync(SourceOrders.Order("during"));

        (await under.BacksOffAsync(failures: 1)).GetProperty("backOff").GetProperty("reason").GetString().ShouldNotBeNullOrEmpty();
        await under.BecomesAsync("feed", "Degraded");
        await under.AdminAsync(thaw);

        await under.ArriveAsync("during");
        await under.BecomesAsync("feed", "Healthy");
        await under.BecomesAsync("mongodb", "Healthy");
    }

    [Fact]
    public async Task MongoDB_that_was_away_finds_the_service_where_it_left_it()
    {
        var mongo = await MongoEmulatorServer.StartAsync();
        await using var network = TcpProxy.To(mongo.Port);
        await using var under = await ServiceUnderFault.StartAsync(mongo, $"mongodb://127.0.0.1:{network.Port}/?directConnection=true");
        var start = await under.BecomesSavedAsync(after: null);
        await under.DeliversAsync("before");
        await under.BecomesSavedAsync(after: start);

        network.GoAway();
        await under.Source.InsertAsync(SourceOrders.Order("during"));
        await under.BacksOffAsync(failures: 3);
        await under.BecomesAsync("mongodb", "Unhealthy");
        network.ComeBack();

        await under.ArriveAsync("during");
        await under.DeliversAsync("after");
        await under.BecomesAsync("feed", "Healthy");
        under.Kitchen.Received.Select(order => order.OrderId).ShouldBe(["before", "during", "after"]);
    }

    [Fact]
    public async Task MongoDB_that_comes_back_with_nothing_it_knew_delivers_what_it_holds_then()
    {
        var first = await MongoEmulatorServer.StartAsync();
        await using var lost = await ServiceUnderFault.StartAsync(first, first.ConnectionString);
        await lost.DeliversAsync("before");

        await first.DisposeAsync();
        await lost.BacksOffAsync(failures: 1);
        await using var second = await MongoEmulatorServer.StartAsync(new MongoEmulatorOptions { Port = first.Port });

        await lost.DeliversAsync("after");
    }
}
