using System.Diagnostics;
using Npgsql;
using Orbital.Contracts.Orders.V1;
using Orbital.Testing;

namespace Orbital.Kitchen.Bench;

/// <summary>A kitchen as a process on a database of its own, and callers that send it orders as fast as it answers.</summary>
internal sealed class KitchenUnderLoad : IAsyncDisposable
{
    /// <summary>Kestrel takes no more than 100 calls at once on a connection.</summary>
    private const int CallersPerConnection = 64;

    /// <summary>Of orders that are sent on time, whatever becomes of those before.</summary>
    private const int MaxUnanswered = 1_024;

    private static readonly string[] Stations = ["Plancha", "Fryer", "Grill", "Wok", "Pizza Oven", "Salad", "Dessert", "Drinks"];
    private readonly ServiceProcess _process;
    private readonly int _grpcPort;
    private readonly List<OrderCaller> _connections = [];
    private long _sent;

    private KitchenUnderLoad(ServiceProcess process, string database, int httpPort, int grpcPort)
    {
        _process = process;
        _grpcPort = grpcPort;
        Database = database;
        HttpPort = httpPort;
        GrpcAddress = $"http://127.0.0.1:{grpcPort}";
    }

    public string Database { get; }

    public int HttpPort { get; }

    public string GrpcAddress { get; }

    public int ProcessId => _process.Id;

    public static async Task<KitchenUnderLoad> StartAsync(PostgresServer postgres, params (string Name, string Value)[] settings)
    {
        var (http, grpc) = (FreePort.Next(), FreePort.Next());
        var database = await postgres.CreateDatabaseAsync();
        var all = new Dictionary<string, string>
        {
            ["ConnectionStrings:PostgreSQL"] = database,
            ["Kitchen:HttpPort"] = $"{http}",
            ["Kitchen:GrpcPort"] = $"{grpc}",
            ["Serilog:MinimumLevel:Default"] = "Warning",
        };
        foreach (var (name, value) in settings)
            all[name] = value;
        var process = ServiceProcess.Start("Orbital.Kitchen.Api", all);
        await process.WaitUntilAnswersAsync($"http://127.0.0.1:{http}/health/ready");
        var kitchen = new KitchenUnderLoad(process, database, http, grpc);
        await kitchen.ConnectAsync(MaxUnanswered);
        return kitchen;
    }

    /// <summary>Sends orders for a time, from a number of callers that each wait for their answer.</summary>
    public async Task<Measurement> SendAsync(int callers, TimeSpan duration)
    {
        var latencies = new List<double>[callers];
        using var kitchen = Process.GetProcessById(_process.Id);
        var cpuBefore = kitchen.TotalProcessorTime;
        var watch = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, callers).Select(caller => Task.Run(async () =>
        {
            var own = latencies[caller] = [];
            while (watch.Elapsed < duration)
            {
                var started = Stopwatch.GetTimestamp();
                await _connections[caller / CallersPerConnection].SendAsync(NextOrder($"{Guid.NewGuid():N}"));
                own.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
            }
        })));
        kitchen.Refresh();
        return new Measurement(watch.Elapsed, kitchen.TotalProcessorTime - cpuBefore, [.. latencies.SelectMany(list => list)]);
    }

    /// <summary>Sends one order.</summary>
    public Task SendAsync(string orderId) => _connections[(int)(_sent % _connections.Count)].SendAsync(NextOrder(orderId));

    /// <summary>Leaves the database as one that has run for a while: its statistics up to date, the files of its log ready to be used again.</summary>
    public async Task SettleAsync()
    {
        await using var source = NpgsqlDataSource.Create(Database);
        foreach (var sql in new[] { "VACUUM ANALYZE", "CHECKPOINT" })
        {
            await using var command = source.CreateCommand(sql);
            command.CommandTimeout = 600;
            await command.ExecuteNonQueryAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        _connections.ForEach(connection => connection.Dispose());
        await _process.DisposeAsync();
    }

    private async Task ConnectAsync(int callers)
    {
        while (_connections.Count * CallersPerConnection < callers)
            _connections.Add(await OrderCaller.ConnectAsync(_grpcPort));
    }

    // Two lines an order, 40 items over 8 stations.
    private OrderRequest NextOrder(string id)
    {
        var number = Interlocked.Increment(ref _sent);
        return new OrderRequest
        {
            OrderId = id,
            OtterOrderId = $"{Guid.NewGuid()}",
            BrandName = $"Brand {number % 6}",
            OrderItems = [Line(number * 7), Line(number * 11 + 3)],
        };
    }

    private static OrderItem Line(long seed) => new()
    {
        ItemName = $"Item {seed % 40}",
        StationName = $"{Stations[seed % 40 % 8]} Station",
        Quantity = (int)(seed % 3) + 1,
    };
}

/// <summary>What a load came to.</summary>
internal sealed class Measurement(TimeSpan elapsed, TimeSpan cpu, double[] latencies)
{
    private readonly TimeSpan _elapsed = elapsed;
    private readonly TimeSpan _cpu = cpu;
    private readonly double[] _sorted = [.. latencies.Order()];

    public int Count => _sorted.Length;

    public double PerSecond => _sorted.Length / _elapsed.TotalSeconds;

    /// <summary>Processor time of the kitchen for one order, in microseconds.</summary>
    public double CpuMicroseconds => _cpu.TotalMicroseconds / _sorted.Length;

    /// <summary>Several of them as one.</summary>
    public static Measurement Sum(IReadOnlyCollection<Measurement> all) => new(
        TimeSpan.FromTicks(all.Sum(one => one._elapsed.Ticks)), TimeSpan.FromTicks(all.Sum(one => one._cpu.Ticks)), [.. all.SelectMany(one => one._sorted)]);

    /// <summary>A latency in milliseconds.</summary>
    public double Percentile(double percent) => _sorted[(int)Math.Min(_sorted.Length - 1, _sorted.Length * percent / 100)];
}
