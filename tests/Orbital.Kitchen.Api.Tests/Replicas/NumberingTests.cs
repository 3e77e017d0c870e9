using Npgsql;
using Orbital.Kitchen.Api.Tests.Rest;
using Orbital.Testing;

namespace Orbital.Kitchen.Api.Tests.Replicas;

/// <summary>Events are 1, 2, 3 for every reader at every replica, whoever writes and whatever happens to them.</summary>
public sealed class NumberingTests(PostgresServer postgres) : IAsyncLifetime
{
    // Generous, because only a failing test waits for it: builds and other tests may share the machine.
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    private string _database = "";
    private KitchenReplica[] _replicas = [];

    public async ValueTask InitializeAsync()
    {
        _database = await postgres.CreateKitchenAsync();
        var address = $"{_database};Application Name=replica";
        // The last one is a process of its own, so that it can be killed.
        _replicas =
        [
            await KitchenReplica.StartAsync($"{address}-0"), await KitchenReplica.StartAsync($"{address}-1"), await KitchenReplica.StartProcessAsync($"{address}-2"),
        ];
        await _replicas[2].UntilReadyAsync();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var replica in _replicas)
            await replica.DisposeAsync();
    }

    [Fact]
    public async Task Writers_that_pause_before_commit_roll_back_or_die_leave_no_gap_at_any_replica()
    {
        await PauseSomeBeforeCommitAsync();
        WanderingReader[] readers = [.. _replicas.SelectMany((replica, i) => Enumerable.Range(0, 2).Select(n => new WanderingReader(_replicas, replica, (10 * i) + n)))];
        var kitchen = new BusyCooks(_replicas) { FaultsAreFine = true };

        var work = Task.WhenAll(WorkAsync(kitchen), WriteByHandAsync(20));
        await Eventually.BecomesTrueAsync(() => kitchen.Accepted.Count > 50 && kitchen.Commands > 50, Deadline);
        work.IsCompleted.ShouldBeFalse();
        await HoldBeforeCommitAsync("replica-2");
        await Eventually.BecomesTrueAsync(() => StoredKitchen.ReadAsync<bool>(
            _database, "SELECT EXISTS (SELECT FROM pg_stat_activity WHERE application_name = 'replica-2' AND wait_event = 'PgSleep')"), Deadline);
        await _replicas[2].Process.KillAsync();
        await work.WaitAsync(Deadline, TestContext.Current.CancellationToken);

        kitchen.Unexpected.ShouldBeEmpty();
        await AllHaveSeenAllAsync(readers);
        var stored = await StoredKitchen.ReadAsync<string[]>(_database, "SELECT array_agg(order_id) FROM orders");
        kitchen.Accepted.Except(stored).ShouldBeEmpty();
    }

    [Fact]
    public async Task Readers_that_are_cut_off_at_any_moment_and_come_back_anywhere_miss_and_repeat_nothing()
    {
        WanderingReader[] readers = [.. Enumerable.Range(0, 6).Select(i => new WanderingReader(_replicas, _replicas[i % 3], seed: i, isCutOften: true))];
        var kitchen = new BusyCooks(_replicas);

        await WorkAsync(kitchen);

        readers.Select(reader => reader.Streams).Min().ShouldBeGreaterThan(10);
        kitchen.Unexpected.ShouldBeEmpty();
        await AllHaveSeenAllAsync(readers);
    }

    private async Task AllHaveSeenAllAsync(WanderingReader[] readers)
    {
        var last = await StoredKitchen.ReadAsync<long>(_database, "SELECT last_sequence FROM event_counter");
        last.ShouldBeGreaterThan(500);
        foreach (var reader in readers)
        {
            await Eventually.BecomesTrueAsync(() => reader.Last == last || reader.Wrong.Count > 0, Deadline);
            await reader.DisposeAsync();
            reader.Wrong.ShouldBeEmpty();
        }

        (await StoredKitchen.ViolationsAsync(_database)).ShouldBeEmpty();
    }

    // The counter is written last: who sleeps there has written all else, and holds the lock.
    private Task PauseSomeBeforeCommitAsync() => StoredKitchen.ExecuteAsync(
        _database,
        """
        CREATE FUNCTION pause() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN IF random() < 0.1 THEN PERFORM pg_sleep(0.06); END IF; RETURN NULL; END $$;
        CREATE TRIGGER pause AFTER UPDATE ON event_counter FOR EACH ROW EXECUTE FUNCTION pause();
        """);

    private Task HoldBeforeCommitAsync(string replica) => StoredKitchen.ExecuteAsync(
        _database,
        $"""
         CREATE OR REPLACE FUNCTION pause() RETURNS trigger LANGUAGE plpgsql AS
         $$ BEGIN IF current_setting('application_name') = '{replica}' THEN PERFORM pg_sleep(2); END IF; RETURN NULL; END $$;
         """);

    private async Task WriteByHandAsync(int times)
    {
        for (var i = 0; i < times; i++)
        {
            await using var writer = await ForeignWriter.LockAsync(_database);
            await writer.WriteAsync(events: 1 + (i % 5));
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, TestContext.Current.CancellationToken);
            await (i % 3 == 0 ? writer.RollBackAsync() : writer.CommitAsync());
        }
    }

    private static Task WorkAsync(BusyCooks kitchen) => Task
        .WhenAll([
            .. Enumerable.Range(0, 6).Select(sender => kitchen.SendOrdersAsync(sender, 50)),
            .. Enumerable.Range(0, 6).Select(cook => kitchen.CookAsync(cook, 60)),
        ])
        .WaitAsync(Deadline, TestContext.Current.CancellationToken);
}
