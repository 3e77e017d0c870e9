using System.Collections.Concurrent;
using System.Globalization;
using Orbital.AppHost.Processes;

namespace Orbital.Testing;

/// <summary>
/// A real haproxy before the replicas of one service, in a folder of its own, configured as <c>deploy/haproxy/haproxy.cfg</c> says: the
/// tests use that very file, with their ports.
/// </summary>
public sealed class Haproxy : IAsyncDisposable
{
    private const string Cut = " on-marked-down shutdown-sessions";

    private readonly ConcurrentQueue<string> _output = new();
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("orbital-haproxy-");
    private readonly ManagedProcess _process;

    private Haproxy(string configuration)
    {
        var file = Path.Combine(_directory.FullName, "haproxy.cfg");
        File.WriteAllText(file, configuration);
        _process = ManagedProcess.Start(new ProcessSpec("haproxy", FindProgram(), "-db", "-f", file), TestWarden.Shared, _output.Enqueue);
    }

    /// <summary>Where the event stream, the display and REST are.</summary>
    public int HttpPort { get; private init; }

    /// <summary>Where gRPC is: each call goes to a replica.</summary>
    public int GrpcPort { get; private init; }

    /// <summary>Where gRPC is passed through as it is, connection by connection.</summary>
    public int TcpPort { get; private init; }

    /// <summary>What it wrote.</summary>
    public IReadOnlyCollection<string> Output => _output;

    /// <param name="replicas">The ports of each, HTTP and gRPC; one that does not listen yet is taken in when it is ready.</param>
    /// <param name="leavesConnections">
    /// Leaves open connections to a replica that it takes out, as most balancers of TCP do; the file says otherwise.
    /// </param>
    public static async Task<Haproxy> StartAsync(IReadOnlyList<(int Http, int Grpc)> replicas, bool leavesConnections = false)
    {
        var (http, grpc, tcp) = (FreePort.Next(), FreePort.Next(), FreePort.Next());
        var configuration = Configure(http, grpc, tcp, replicas);
        if (leavesConnections)
            configuration = configuration.Replace(Cut, "", StringComparison.Ordinal);
        var haproxy = new Haproxy(configuration) { HttpPort = http, GrpcPort = grpc, TcpPort = tcp };
        using var client = new HttpClient();
        await Eventually.BecomesTrueAsync(
            async () => haproxy._process.Exited.IsCompleted
                ? throw new InvalidOperationException(
                    $"haproxy ended with {await haproxy._process.Exited}:\n{string.Join('\n', haproxy._output)}")
                : (await client.GetAsync(new Uri($"http://127.0.0.1:{http}/ping"))).IsSuccessStatusCode,
            TimeSpan.FromSeconds(60));
        return haproxy;
    }

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        _directory.Delete(recursive: true);
    }

    // Distributions keep it where only root's PATH leads.
    private static string FindProgram() => SearchPath.Find("haproxy") ?? (File.Exists("/usr/sbin/haproxy")
        ? "/usr/sbin/haproxy"
        : throw new InvalidOperationException("haproxy is missing: install it (Debian: haproxy)."));

    private static string Configure(int http, int grpc, int tcp, IReadOnlyList<(int Http, int Grpc)> replicas)
    {
        var lines = File.ReadAllLines(AppHost.Repository.PathOf("deploy", "haproxy", "haproxy.cfg"));
        return string.Join('\n', lines.SelectMany(line => Adapt(line, http, grpc, tcp, replicas))) + '\n';
    }

    // The one replica of the file becomes those of the test, and its ports theirs; nothing else is changed.
    private static IEnumerable<string> Adapt(string line, int http, int grpc, int tcp, IReadOnlyList<(int Http, int Grpc)> replicas)
    {
        var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return words switch
        {
            ["bind", ":8080", ..] => [line.Replace(":8080", Local(http), StringComparison.Ordinal)],
            ["bind", ":50050", ..] => [line.Replace(":50050", Local(grpc), StringComparison.Ordinal)],
            ["bind", ":50060", ..] => [line.Replace(":50060", Local(tcp), StringComparison.Ordinal)],
            ["server", "kitchen-1", ..] => replicas.Select((replica, at) => line
                .Replace("kitchen-1 ", $"kitchen-{at + 1} ", StringComparison.Ordinal)
                .Replace("10.0.0.11:8001", Local(replica.Http), StringComparison.Ordinal)
                .Replace("10.0.0.11:50051", Local(replica.Grpc), StringComparison.Ordinal)
                .Replace("port 8001", string.Create(CultureInfo.InvariantCulture, $"port {replica.Http}"), StringComparison.Ordinal)),
            ["server", ..] => [],
            _ => [line],
        };
    }

    private static string Local(int port) => string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{port}");
}
