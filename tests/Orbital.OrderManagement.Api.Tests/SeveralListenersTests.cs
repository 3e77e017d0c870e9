using System.Diagnostics;
using System.Text.Json;
using MongoDB.Bson;
using Orbital.Contracts.Orders.V1;
using Orbital.Infrastructure.Tests.OrderManagement;
using Orbital.MongoEmulator;
using Orbital.Testing;

namespace Orbital.OrderManagement.Api.Tests;

/// <summary>Several listeners on one collection: one works. What is killed or frozen is a process.</summary>
public sealed class SeveralListenersTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly List<IAsyncDisposable> _listeners = [];
    private MongoEmulatorServer _mongo = null!;
    private KitchenStub _kitchen = null!;
    private SourceOrders _source = null!;

    public async ValueTask InitializeAsync()
    {
        _mongo = await MongoEmulatorServer.StartAsync();
        _kitchen = await KitchenStub.StartAsync();
        _source = new SourceOrders(_mongo.ConnectionString);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var listener in _listeners)
            await listener.DisposeAsync();
        _source.Dispose();
        await _kitchen.DisposeAsync();
        await _mongo.DisposeAsync();
    }

    [Fact]
    public async Task Within_ten_seconds_of_a_kill_another_listener_delivers()
    {
        var leader = await StartProcessAsync();
        var others = new[] { await StartAsync("standby"), await StartAsync("standby") };
        await _source.InsertAsync(SourceOrders.Order("before"));
        await ArrivedAsync("before");

        await leader.KillAsync();
        var killed = Stopwatch.GetTimestamp();
        await _source.InsertAsync(SourceOrders.Order("after"));
        await ArrivedAsync("after");

        var took = Stopwatch.GetElapsedTime(killed);
        TestContext.Current.TestOutputHelper?.WriteLine($"taken over after {took.TotalSeconds:0.0} s");
        took.ShouldBeLessThan(TimeSpan.FromSeconds(10));
        var roles = await Task.WhenAll(others.Select(other => RoleAsync(other.Http)));
        roles.ShouldBe(["working", "standby"], ignoreOrder: true);
    }

    [Fact]
    public async Task A_leader_that_was_frozen_steps_down_and_writes_no_checkpoint()
    {
        // It freezes with something to save, and wakes when the save is as overdue as the renewal of its lease.
        (string, string)[] settings = [("OrderFeed:LeaseDuration", "00:00:04"), ("OrderFeed:CheckpointInterval", "00:00:04")];
        var frozen = await StartProcessAsync(settings);
        var (last, saved) = await FreezeWithSomethingToSaveAsync(frozen);

        // The successor gets no answer, so it has nothing to save: what is saved from here on is the old leader's.
        var answer = new TaskCompletionSource();
        _kitchen.Answer = async _ =>
        {
            await answer.Task;
            return new OrderResponse { Success = true };
        };
        var successor = await StartAsync("working", settings);
        await Eventually.BecomesTrueAsync(() => _kitchen.Received.Count(order => order.OrderId == last) >= 2, Patience, "the successor sends the order again");
        frozen.Continue();

        await Eventually.BecomesTrueAsync(async () => await RoleAsync(frozen.Http) == "standby", Patience, "the woken leader stands by");
        (await SavedPositionAsync()).ShouldBe(saved);
        (await RoleAsync(successor.Http)).ShouldBe("working");
        answer.SetResult();
        await Eventually.BecomesTrueAsync(async () => await SavedPositionAsync() != saved, Patience, "the successor saves");
    }

    private async Task<(string LastOrder, string? SavedPosition)> FreezeWithSomethingToSaveAsync(OrderManagementProcess leader)
    {
        for (var number = 1; ; number++)
        {
            var saved = await SavedPositionAsync();
            await _source.InsertAsync(SourceOrders.Order($"order {number}"));
            await ArrivedAsync($"order {number}");
            await Eventually.BecomesTrueAsync(async () => (await FeedAsync(leader.Http)).GetProperty("inFlight").GetInt32() == 0, Patience, "it is finished");
            // Once the reading of the first start is saved: a successor would begin another, and save that.
            if (saved is null)
                continue;
            leader.Freeze();
            if (await SavedPositionAsync() == saved)
                return ($"order {number}", saved);
            leader.Continue();
        }
    }

    private async Task<OrderManagementProcess> StartProcessAsync(params (string, string)[] settings)
    {
        var leader = await OrderManagementProcess.Start(_mongo.ConnectionString, _kitchen.Address, settings).ListeningAsync();
        _listeners.Add(leader);
        await BecomesAsync(leader.Http, "working");
        return leader;
    }

    private async Task<OrderManagementService> StartAsync(string role, params (string, string)[] settings)
    {
        var listener = await OrderManagementService.StartAsync(_mongo.ConnectionString, _kitchen.Address, settings);
        _listeners.Add(listener);
        await BecomesAsync(listener.Http, role);
        return listener;
    }

    private static Task BecomesAsync(HttpClient listener, string role) =>
        Eventually.BecomesTrueAsync(async () => await RoleAsync(listener) == role, Patience, $"a listener is {role}");

    private static async Task<JsonElement> FeedAsync(HttpClient listener) => JsonElement.Parse(await listener.GetStringAsync("/api/v1/feed"));

    private static async Task<string?> RoleAsync(HttpClient listener) => (await FeedAsync(listener)).GetProperty("role").GetString();

    private async Task<string?> SavedPositionAsync() =>
        (await _source.CheckpointsAsync()).SingleOrDefault()?.GetValue("position", null)?.AsString;

    private Task ArrivedAsync(string id) =>
        Eventually.BecomesTrueAsync(() => _kitchen.Received.Any(order => order.OrderId == id), Patience, $"{id} arrives");
}
