using System.Globalization;
using System.Text.Json;
using Orbital.AppHost.Tests.Processes;
using Orbital.Testing;

namespace Orbital.AppHost.Tests;

/// <summary>The whole system, started as <c>./run</c> starts it, on ports and in a folder of its own.</summary>
internal sealed class RunningSystem : IAsyncDisposable
{
    private static readonly HttpClient Http = new();
    private static readonly TimeSpan StartDeadline = TimeSpan.FromSeconds(90);

    private RunningSystem(ServiceProcess host, SystemPorts ports) => (Host, Ports) = (host, ports);

    public ServiceProcess Host { get; }

    public SystemPorts Ports { get; }

    public string Output => string.Join('\n', Host.Output);

    /// <summary>Starts it; <see cref="BecomesReadyAsync"/> waits for it.</summary>
    public static RunningSystem Start(string dataDirectory, SystemPorts? ports = null, params IEnumerable<string> options)
    {
        var chosen = ports ?? SystemPorts.Free();
        return new RunningSystem(ServiceProcess.Start("Orbital.AppHost", null, ["--data", dataDirectory, .. chosen.Options, .. options]), chosen);
    }

    public async Task BecomesReadyAsync()
    {
        await Eventually.BecomesTrueAsync(() => Host.Exited.IsCompleted || ReadyLines().Any(), StartDeadline);
        ReadyLines().ShouldHaveSingleItem(Output);
    }

    /// <summary>The process ids of the databases and services, and of the warden.</summary>
    public Task<IReadOnlyList<int>> ChildrenAsync() => RunningProcesses.ChildrenOfAsync(Host.Id);

    /// <summary>The child whose command line names this.</summary>
    public async Task<int> ChildAsync(string program) =>
        (await ChildrenAsync()).Single(id => File.ReadAllText($"/proc/{id}/cmdline").Contains(program, StringComparison.Ordinal));

    /// <summary>The ids of the orders that the kitchen has.</summary>
    /// <param name="https">Reads them over TLS; null without TLS.</param>
    public async Task<IReadOnlyList<string>> OrdersAsync(HttpClient? https = null)
    {
        var scheme = https is null ? "http" : "https";
        await using var stream = await (https ?? Http).GetStreamAsync(new Uri($"{scheme}://localhost:{Ports.Kitchen}/api/v1/orders?limit=100"));
        using var page = await JsonDocument.ParseAsync(stream);
        return [.. page.RootElement.GetProperty("items").EnumerateArray().Select(order => order.GetProperty("orderId").GetString()!)];
    }

    public ValueTask DisposeAsync() => Host.DisposeAsync();

    private IEnumerable<string> ReadyLines() => Host.Output.Where(line => line.StartsWith("ready", StringComparison.Ordinal));
}

/// <summary>The ports that the system listens on.</summary>
internal sealed record SystemPorts(int Kitchen, int Grpc, int OrderManagement, int MongoDB)
{
    public IEnumerable<string> Options =>
    [
        "--kitchen-port", Text(Kitchen), "--grpc-port", Text(Grpc), "--order-management-port", Text(OrderManagement), "--mongodb-port", Text(MongoDB),
    ];

    public IEnumerable<int> All => [Kitchen, Grpc, OrderManagement, MongoDB];

    public static SystemPorts Free() => new(FreePort.Next(), FreePort.Next(), FreePort.Next(), FreePort.Next());

    private static string Text(int port) => port.ToString(CultureInfo.InvariantCulture);
}
