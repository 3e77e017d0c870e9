using System.Text.Json;
using System.Text.RegularExpressions;
using Orbital.AppHost;
using Orbital.Testing;

namespace Orbital.EndToEnd.Tests;

/// <summary>Dashboards and alarms ask for what the services show.</summary>
public sealed partial class DashboardTests(PostgresServer postgres)
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    private static readonly string[] Queries = [.. PanelQueries().Concat(AlarmQueries())];

    [Fact]
    public async Task Every_query_is_one_and_names_only_metrics_that_there_are()
    {
        await using var line = await WholeLine.StartAsync(postgres);
        await using var prometheus = await Prometheus.StartAsync(line.OrderManagementPort, line.KitchenPort);
        await line.Orders.InsertOneAsync(SampleDocuments.Order("cooked", 2));
        await line.CookAsync();
        await line.Orders.InsertOneAsync(SampleDocuments.Order("waits", 2));

        Queries.Length.ShouldBeGreaterThan(50);
        string[] named = [.. Queries.SelectMany(query => Metric().Matches(By().Replace(query, "")).Select(match => match.Value)).Distinct()];
        await Eventually.BecomesAsync(
            async () => named.Except(await prometheus.MetricsAsync()).ToList() is { Count: > 0 } unknown
                ? throw new InvalidOperationException($"no such metrics: {string.Join(", ", unknown)}")
                : named,
            Deadline);
        foreach (var query in Queries)
            await prometheus.QueryAsync(query.Replace("$__rate_interval", "1m", StringComparison.Ordinal));
    }

    [Fact]
    public void Every_panel_says_what_it_shows()
    {
        foreach (var panel in Panels())
        {
            panel.GetProperty("description").GetString().ShouldNotBeNullOrEmpty(panel.GetProperty("title").GetString());
            panel.GetProperty("targets").GetArrayLength().ShouldBeGreaterThan(0);
        }
    }

    private static IEnumerable<JsonElement> Panels() =>
        from file in Directory.EnumerateFiles(Repository.PathOf("deploy", "grafana"), "*.json")
        from panel in JsonElement.Parse(File.ReadAllText(file)).GetProperty("panels").EnumerateArray()
        select panel;

    private static IEnumerable<string> PanelQueries() =>
        from panel in Panels()
        from target in panel.GetProperty("targets").EnumerateArray()
        select target.GetProperty("expr").GetString();

    private static IEnumerable<string> AlarmQueries() =>
        File.ReadLines(Prometheus.PathOf("alarms.yml")).Select(line => line.Trim())
            .Where(line => line.StartsWith("expr: ", StringComparison.Ordinal)).Select(line => line["expr: ".Length..]);

    [GeneratedRegex(@"\bby \([^)]*\)", RegexOptions.None, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex By();

    [GeneratedRegex(@"\b(orbital|dotnet|http_server|kestrel|db_client)_[a-z0-9_]+(?=[\[{)\s])", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Metric();
}
