using System.Diagnostics;
using System.Globalization;
using System.Net;
using Orbital.Kitchen.Api.Tests.Rest;
using Orbital.Testing;

namespace Orbital.Kitchen.Api.Tests.Hostile;

/// <summary>A kitchen as a process of its own, so that its memory can be told from the attacker's; one for all tests of this folder.</summary>
public sealed class HostileKitchen(PostgresServer postgres) : IAsyncLifetime
{
    /// <summary>Most memory that it ever had. It takes about a third of this with nothing to do.</summary>
    private const long MostMegabytes = 600;

    /// <summary>How long others may wait for one answer meanwhile, on a machine with much else to do.</summary>
    private static readonly TimeSpan MostPatience = TimeSpan.FromSeconds(15);

    private static readonly string[] WhatOthersRead = ["/ping", "/api/v1/board"];

    internal const int ConnectionsPerAddress = 400;

    private string _connectionString = "";

    internal KitchenReplica Replica { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        _connectionString = await postgres.CreateKitchenAsync();
        Replica = await KitchenReplica.StartProcessAsync(
            _connectionString,
            ("Limits:HeadersTimeout", "00:00:02"),
            ("Limits:BodyGracePeriod", "00:00:02"),
            ("Limits:ConnectionsPerAddress", ConnectionsPerAddress.ToString(CultureInfo.InvariantCulture)));
        await Replica.UntilReadyAsync();
        await Replica.Orders.SendOrder(SampleOrders.Burgers("before"));
    }

    public ValueTask DisposeAsync() => Replica.DisposeAsync();

    /// <summary>Attacks, while others read: they are answered, memory stays bounded, and afterwards orders flow.</summary>
    internal async Task WithstandsAsync(Func<Task> attack)
    {
        using var over = new CancellationTokenSource();
        var others = ServeOthersAsync(over.Token);
        try
        {
            await attack();
        }
        finally
        {
            await over.CancelAsync();
        }

        (await others).ShouldBeLessThan(MostPatience);
        using var process = Process.GetProcessById(Replica.Process.Id);
        (process.PeakWorkingSet64 / 1024 / 1024).ShouldBeLessThan(MostMegabytes);
        (await Replica.Orders.SendOrder(SampleOrders.Burgers($"{Guid.NewGuid()}"))).Message.ShouldBe("accepted");
        (await StoredKitchen.ViolationsAsync(_connectionString)).ShouldBeEmpty();
    }

    /// <summary>The same, and it writes nothing.</summary>
    internal Task WithstandsUnchangedAsync(Func<Task> attack) => WithstandsAsync(async () =>
    {
        var before = await ContentAsync();
        await attack();
        (await ContentAsync()).ShouldBe(before);
    });

    private async Task<TimeSpan> ServeOthersAsync(CancellationToken over)
    {
        using var http = new HttpClient { BaseAddress = Replica.Http.BaseAddress, Timeout = TimeSpan.FromSeconds(60) };
        var slowest = TimeSpan.Zero;
        do
        {
            foreach (var path in WhatOthersRead)
            {
                var watch = Stopwatch.StartNew();
                using var answer = await http.GetAsync(new Uri(path, UriKind.Relative), CancellationToken.None);
                answer.StatusCode.ShouldBe(HttpStatusCode.OK, path);
                slowest = watch.Elapsed > slowest ? watch.Elapsed : slowest;
            }

            await Task.WhenAny(Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, over));
        }
        while (!over.IsCancellationRequested);
        return slowest;
    }

    private Task<string> ContentAsync() => StoredKitchen.ReadAsync<string>(
        _connectionString,
        """
        SELECT concat_ws(' ', (SELECT last_sequence FROM event_counter), (SELECT policies_version FROM event_counter), (SELECT count(*) FROM orders),
            (SELECT count(*) FROM batch_items), (SELECT count(*) FROM remembered_answers))
        """);
}

/// <summary>One kitchen under attack for all test classes that name this collection.</summary>
[CollectionDefinition(Name)]
public sealed class HostileCollection : ICollectionFixture<HostileKitchen>
{
    public const string Name = "Hostile";
}
