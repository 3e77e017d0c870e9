using System.Collections.Concurrent;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using Orbital.AppHost;
using Orbital.AppHost.Processes;

namespace Orbital.Testing;

/// <summary>A real Prometheus that watches both services by the rules of the repository, with the alarms' patience cut short.</summary>
public sealed partial class Prometheus : IAsyncDisposable
{
    private static readonly HttpClient Http = new() { Timeout = TimeSpan.FromSeconds(30) };

    private readonly ConcurrentQueue<string> _output = new();
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("orbital-prometheus-");
    private readonly int _port = FreePort.Next();
    private readonly ManagedProcess _process;

    private Prometheus(int orderManagementPort, int kitchenPort)
    {
        File.WriteAllText(Path.Combine(_directory.FullName, "alarms.yml"), For().Replace(File.ReadAllText(PathOf("alarms.yml")), "for: 1s"));
        var configuration = File.ReadAllText(PathOf("prometheus.yml"))
            .Replace("_interval: 5s", "_interval: 1s", StringComparison.Ordinal)
            .Replace("localhost:8000", $"127.0.0.1:{orderManagementPort}", StringComparison.Ordinal)
            .Replace("localhost:8001", $"127.0.0.1:{kitchenPort}", StringComparison.Ordinal);
        var file = Path.Combine(_directory.FullName, "prometheus.yml");
        File.WriteAllText(file, configuration);
        _process = ManagedProcess.Start(
            new ProcessSpec(
                "prometheus", FindProgram("prometheus"), $"--config.file={file}", $"--storage.tsdb.path={Path.Combine(_directory.FullName, "data")}",
                $"--web.listen-address=127.0.0.1:{_port}"),
            TestWarden.Shared, _output.Enqueue);
    }

    /// <summary>Starts it; it has heard both services when this returns.</summary>
    public static async Task<Prometheus> StartAsync(int orderManagementPort, int kitchenPort)
    {
        var prometheus = new Prometheus(orderManagementPort, kitchenPort);
        await Eventually.BecomesTrueAsync(
            async () => prometheus._process.Exited.IsCompleted
                ? throw new InvalidOperationException($"Prometheus ended with {await prometheus._process.Exited}:\n{string.Join('\n', prometheus._output)}")
                : (await prometheus.QueryAsync("up == 1")).Count == 2,
            TimeSpan.FromSeconds(60));
        return prometheus;
    }

    /// <summary>A file of <c>deploy/prometheus</c>.</summary>
    public static string PathOf(string file) => Repository.PathOf("deploy", "prometheus", file);

    /// <summary>A program of Prometheus.</summary>
    public static string FindProgram(string name) => SearchPath.Find(name)
        ?? throw new InvalidOperationException($"{name} is missing: install Prometheus (Debian: prometheus), or put its programs on the PATH.");

    /// <summary>The series that a query finds now.</summary>
    /// <exception cref="HttpRequestException">The query is not one.</exception>
    public async Task<IReadOnlyList<JsonElement>> QueryAsync(string query)
    {
        var answer = await Http.GetFromJsonAsync<JsonElement>(Address($"query?query={Uri.EscapeDataString(query)}"));
        return [.. answer.GetProperty("data").GetProperty("result").EnumerateArray()];
    }

    /// <summary>Names of all metrics that it has heard of.</summary>
    public async Task<IReadOnlySet<string>> MetricsAsync()
    {
        var answer = await Http.GetFromJsonAsync<JsonElement>(Address("label/__name__/values"));
        return answer.GetProperty("data").EnumerateArray().Select(name => name.GetString()!).ToHashSet();
    }

    /// <summary>Names of the alarms that are on.</summary>
    public async Task<IReadOnlyList<string>> AlarmsAsync()
    {
        var answer = await Http.GetFromJsonAsync<JsonElement>(Address("alerts"));
        return
        [
            .. answer.GetProperty("data").GetProperty("alerts").EnumerateArray().Where(alarm => alarm.GetProperty("state").GetString() == "firing")
                .Select(alarm => alarm.GetProperty("labels").GetProperty("alertname").GetString()!).Distinct().Order(StringComparer.Ordinal),
        ];
    }

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        _directory.Delete(recursive: true);
    }

    private Uri Address(string path) => new($"http://127.0.0.1:{_port}/api/v1/{path}");

    [GeneratedRegex("for: [0-9a-z]+", RegexOptions.None, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex For();
}
