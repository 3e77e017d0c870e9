using System.Diagnostics;
using Orbital.Kitchen.Api.Tests.Rest;
using Orbital.Testing;

namespace Orbital.Kitchen.Api.Tests.Replicas;

/// <summary>How a replica finds the events that others commit: notifications make it quick, looking makes it sure.</summary>
public sealed class FollowingTests(PostgresServer postgres) : IAsyncLifetime
{
    private const string Listener = "application_name = 'reading' AND query LIKE 'LISTEN%'";

    // The poll interval is 250 ms, and listening again takes a second: the rest is for a busy machine.
    private static readonly TimeSpan SoonWithoutListening = TimeSpan.FromMilliseconds(700);

    private string _database = "";
    private KitchenReplica _reading = null!;
    private KitchenReplica _writing = null!;
    private int _orders;

    public async ValueTask InitializeAsync()
    {
        _database = await postgres.CreateKitchenAsync();
        _reading = await KitchenReplica.StartProcessAsync($"{_database};Application Name=reading");
        _writing = await KitchenReplica.StartAsync($"{_database};Application Name=writing");
        await _reading.UntilReadyAsync();
        await ListenerAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _reading.DisposeAsync();
        await _writing.DisposeAsync();
    }

    [Fact]
    public async Task A_listener_that_is_lost_delays_events_by_the_poll_interval_and_comes_back()
    {
        await using var events = await EventReader.OpenAsync(_reading.Http);
        List<TimeSpan> delays = [];
        for (var round = 0; round < 5; round++)
        {
            var listener = await ListenerAsync();
            await StoredKitchen.ReadAsync<bool>(_database, $"SELECT pg_terminate_backend({listener})");
            await Eventually.BecomesTrueAsync(async () => await FindListenerAsync() is null);

            delays.Add(await DelayAsync(events));

            (await ListenerAsync()).ShouldNotBe(listener);
        }

        delays.Order().ElementAt(2).ShouldBeLessThan(SoonWithoutListening);
    }

    [Fact]
    public async Task A_listener_that_hears_nothing_and_fails_not_either_delays_events_by_the_poll_interval()
    {
        await using var events = await EventReader.OpenAsync(_reading.Http);
        var listener = await ListenerAsync();
        await SignalAsync("STOP", listener);
        try
        {
            List<TimeSpan> delays = [];
            for (var round = 0; round < 5; round++)
                delays.Add(await DelayAsync(events));
            delays.Order().ElementAt(2).ShouldBeLessThan(SoonWithoutListening);
        }
        finally
        {
            await SignalAsync("CONT", listener);
        }
    }

    [Fact]
    public async Task A_replica_that_was_frozen_catches_up_with_thousands_of_events()
    {
        await using var reader = new WanderingReader([_reading], _reading, seed: 1);
        await OrderAsync();
        await Eventually.BecomesTrueAsync(() => reader.Last == 2);

        _reading.Process.Freeze();
        await using (var writer = await ForeignWriter.LockAsync(_database))
        {
            await writer.WriteAsync(events: 20_000);
            await writer.CommitAsync();
        }

        await Task.WhenAll(Enumerable.Range(0, 1_000).Select(_ => OrderAsync()));
        _reading.Process.Continue();

        await Eventually.BecomesTrueAsync(() => reader.Last == 22_002 || reader.Wrong.Count > 0);
        reader.Wrong.ShouldBeEmpty();
        reader.Streams.ShouldBe(1);
    }

    [Theory]
    [InlineData(4)]
    [InlineData(8)]
    public async Task A_replica_that_was_frozen_until_events_were_forgotten_goes_on_behind_them(int forgotten)
    {
        await using var events = await EventReader.OpenAsync(_reading.Http);
        await OrderAsync();
        await events.TakeAsync(2);

        _reading.Process.Freeze();
        // What it has asked just before could be answered between the orders and the deletion.
        await EndSessionsOfReadingAsync();
        for (var i = 0; i < 3; i++)
            await OrderAsync();
        await StoredKitchen.ExecuteAsync(_database, $"DELETE FROM events WHERE sequence <= {forgotten}");
        _reading.Process.Continue();

        var reset = await events.NextAsync();
        reset!.Event.ShouldBe("reset");
        var position = reset.Data.GetProperty("sequence").GetInt32();
        position.ShouldBeInRange(forgotten, 8);
        await OrderAsync();
        var left = 10 - position;
        (await events.TakeAsync(left)).Select(message => message.Id).ShouldBe(Enumerable.Range(position + 1, left).Select(id => (long?)id));
    }

    private async Task<TimeSpan> DelayAsync(EventReader events)
    {
        await OrderAsync();
        var watch = Stopwatch.StartNew();
        await events.TakeAsync(2);
        return watch.Elapsed;
    }

    private async Task OrderAsync() => await _writing.Orders.SendOrder(SampleOrders.Burgers($"o{Interlocked.Increment(ref _orders)}"));

    private Task EndSessionsOfReadingAsync() => Eventually.BecomesTrueAsync(async () => await StoredKitchen.ReadAsync<long>(
        _database, "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE application_name = 'reading'") == 0);

    private async Task<int> ListenerAsync() => int.Parse(await Eventually.BecomesAsync(FindListenerAsync));

    private async Task<string?> FindListenerAsync()
    {
        var pid = await StoredKitchen.ReadAsync<string>(_database, $"SELECT coalesce(max(pid)::text, '') FROM pg_stat_activity WHERE {Listener}");
        return pid.Length > 0 ? pid : null;
    }

    private static async Task SignalAsync(string signal, int processId)
    {
        using var kill = Process.Start("kill", [$"-{signal}", $"{processId}"]);
        await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
        kill.ExitCode.ShouldBe(0);
    }
}
