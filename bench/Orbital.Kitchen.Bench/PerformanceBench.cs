using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;
using Npgsql;
using Orbital.Testing;

namespace Orbital.Kitchen.Bench;

/// <summary>Whether showing how a station cooked costs more when many orders have been stored, and what a long time costs.</summary>
internal static class PerformanceBench
{
    private const int Questions = 40;

    public static async Task RunAsync(int[] stored)
    {
        using var http = new HttpClient();
        Console.WriteLine("stored orders   time asked for   batch items in it   p50 ms   p99 ms");
        foreach (var count in stored)
        {
            await using var postgres = await PostgresServer.StartOwnAsync(durable: true);
            await using var kitchen = await KitchenUnderLoad.StartAsync(postgres);
            await StoredHistory.FillAsync(kitchen.Database, count, TimeSpan.FromDays(29));
            await AnalyzeAsync(kitchen.Database);
            foreach (var hours in new[] { 1, 24, 29 * 24 })
            {
                var from = Uri.EscapeDataString($"{TimeProvider.System.GetUtcNow().AddHours(-hours):O}");
                await AskAsync(http, new Uri($"http://127.0.0.1:{kitchen.HttpPort}/api/v1/stations/Plancha%20Station/performance?from={from}"), count, hours);
            }
        }
    }

    private static async Task AskAsync(HttpClient http, Uri address, int stored, int hours)
    {
        List<double> milliseconds = [];
        var found = 0L;
        for (var i = 0; i < Questions + 5; i++)
        {
            var started = Stopwatch.GetTimestamp();
            found = (await http.GetFromJsonAsync<JsonElement>(address)).GetProperty("batchItems").GetInt64();
            // The first ones compile and fill the caches.
            if (i >= 5)
                milliseconds.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        }

        milliseconds.Sort();
        Console.WriteLine($"{stored,13:N0} {$"{hours} h",16} {found,19:N0} {milliseconds[Questions / 2],8:N1} {milliseconds[Questions - 1],8:N1}");
    }

    private static async Task AnalyzeAsync(string database)
    {
        await using var source = NpgsqlDataSource.Create(database);
        await using var command = source.CreateCommand("VACUUM ANALYZE batch_items");
        command.CommandTimeout = 600;
        await command.ExecuteNonQueryAsync();
    }
}
