using System.Diagnostics;
using MongoDB.Bson;
using Orbital.Contracts.Orders.V1;
using Orbital.Infrastructure.Tests.OrderManagement;
using Orbital.MongoEmulator;
using Orbital.Testing;

namespace Orbital.OrderManagement.Api.Tests;

/// <summary>Several listeners, as processes, on one collection: one works.</summary>
public sealed class SeveralListenersTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly List<OrderManagementProcess> _listeners = [];
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
        var leader = await StartAsync("working");
        var others = new[] { await StartAsync("standby"), await StartAsync("standby") };
        await _source.InsertAsync(SourceOrders.Order("before"));
        await ArrivedAsync("before");

        await leader.KillAsync();
        var killed = Stopwatch.GetTimestamp();
        await _source.InsertAsync(SourceOrders.Order("after"));
        await ArrivedAsync("after");

        Stopwatch.GetElapsedTime(killed).ShouldBeLessThan(TimeSpan.FromSeconds(10));
        var roles = await Task.WhenAll(others.Select(RoleAsync));
        roles.ShouldBe(["working", "standby"], ignoreOrder: true);
    }

    [Fact]
    public async Task A_leader_that_was_frozen_steps_down_and_writes_no_checkpoint()
    {
        var lease = ("OrderFeed:LeaseDuration", "00:00:02");
        var frozen = await StartAsync("working", lease);
        var successor = await StartAsync("standby", lease);
        await _source.InsertAsync(SourceOrders.Order("before"));
        await Eventually.BecomesTrueAsync(async () => await CheckpointTermAsync() == 1, Patience, "the first term has saved a checkpoint");
        // Its answer is on the way when the leader wakes, so that it has something to save; the successor's never comes.
        var release = new TaskCompletionSource();
        _kitchen.Answer = _ => AnswerAfterAsync(_kitchen.Received.Count(order => order.OrderId == "in flight") == 1 ? release.Task : Task.Delay(-1));
        await _source.InsertAsync(SourceOrders.Order("in flight"));
        await ArrivedAsync("in flight");

        frozen.Freeze();
        await Eventually.BecomesTrueAsync(() => _kitchen.Received.Count(order => order.OrderId == "in flight") == 2, Patience, "the successor sends it again");
        var positionOfSuccessor = await CheckpointAsync();
        release.SetResult();
        frozen.Continue();

        await Eventually.BecomesTrueAsync(async () => await RoleAsync(frozen) == "standby", Patience, "the woken leader stands by");
        (await RoleAsync(successor)).ShouldBe("working");
        (await frozen.GetAsync("/api/v1/feed")).GetProperty("delivered").GetInt64().ShouldBe(2, "it had something to save");
        (await CheckpointAsync()).ShouldBe(positionOfSuccessor);
    }

    private static async Task<OrderResponse> AnswerAfterAsync(Task release)
    {
        await release;
        return new OrderResponse { Success = true };
    }

    private async Task<OrderManagementProcess> StartAsync(string role, params (string, string)[] settings)
    {
        var listener = await OrderManagementProcess.Start(_mongo.ConnectionString, _kitchen.Address, settings).ListeningAsync();
        _listeners.Add(listener);
        await Eventually.BecomesTrueAsync(async () => await RoleAsync(listener) == role, Patience, $"a listener is {role}");
        return listener;
    }

    private static async Task<string?> RoleAsync(OrderManagementProcess listener) =>
        (await listener.GetAsync("/api/v1/feed")).GetProperty("role").GetString();

    private async Task<BsonDocument?> CheckpointAsync() => (await _source.CheckpointsAsync()).SingleOrDefault();

    private async Task<long> CheckpointTermAsync() => (await CheckpointAsync())?["term"].ToInt64() ?? 0;

    private Task ArrivedAsync(string id) =>
        Eventually.BecomesTrueAsync(() => _kitchen.Received.Any(order => order.OrderId == id), Patience, $"{id} arrives");
}
