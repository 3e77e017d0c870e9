using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Orbital.Testing;

namespace Orbital.AppHost.Tests;

/// <summary>Real databases and real services, as they start.</summary>
public sealed class WholeSystemTests : IDisposable
{
    private readonly TemporaryDirectory _data = new();

    [Fact]
    public async Task Sample_orders_reach_the_kitchen_and_stay_there_until_a_fresh_start()
    {
        IReadOnlyList<string> orders;
        await using (var first = RunningSystem.Start(_data.Path, null, "--rate", "600"))
        {
            await first.BecomesReadyAsync();
            await Eventually.BecomesTrueAsync(async () => (await first.OrdersAsync()).Count >= 3);
            await StopAsync(first);
        }
        await using (var second = RunningSystem.Start(_data.Path, null, "--no-samples"))
        {
            await second.BecomesReadyAsync();
            orders = await second.OrdersAsync();
            await StopAsync(second);
        }
        orders.Count.ShouldBeGreaterThanOrEqualTo(3);

        await using var fresh = RunningSystem.Start(_data.Path, null, "--no-samples", "--fresh");
        await fresh.BecomesReadyAsync();
        (await fresh.OrdersAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_taken_port_is_named_before_anything_is_started_or_deleted()
    {
        await File.WriteAllTextAsync(_data.PathOf("kept"), "x");
        var ports = SystemPorts.Free();
        using var taken = new TcpListener(IPAddress.Loopback, ports.OrderManagement);
        taken.Start();

        await using var system = RunningSystem.Start(_data.Path, ports, "--fresh");

        (await system.Host.Exited).ShouldBe(1);
        system.Output.ShouldContain($"port {ports.OrderManagement} is taken");
        system.Output.ShouldContain("--order-management-port");
        Directory.EnumerateFileSystemEntries(_data.Path).Order().ShouldBe([_data.PathOf("kept"), _data.PathOf("lock")]);
    }

    [Fact]
    public async Task An_unknown_option_is_refused_and_nothing_is_started()
    {
        await using var system = RunningSystem.Start(_data.Path, null, "--bogus");

        (await system.Host.Exited).ShouldBe(2);
        system.Output.ShouldContain("--bogus");
        Directory.EnumerateFileSystemEntries(_data.Path).ShouldBeEmpty();
    }

    [Fact]
    public async Task With_tls_orders_reach_the_kitchen_and_nothing_speaks_in_the_clear()
    {
        await using var system = RunningSystem.Start(_data.Path, null, "--rate", "600", "--tls");
        await system.BecomesReadyAsync();
        var authority = _data.PathOf(Path.Combine("tls", "ca.pem"));
        // Said after it is ready.
        await Eventually.BecomesTrueAsync(() => system.Output.Contains(authority, StringComparison.Ordinal));
        system.Output.ShouldContain($"display https://localhost:{system.Ports.Kitchen}");
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.ImportFromPemFile(authority);
        using var trusting = new HttpClient(new SocketsHttpHandler { SslOptions = { CertificateChainPolicy = policy } });
        using var wary = new HttpClient();

        await Eventually.BecomesTrueAsync(async () => (await system.OrdersAsync(trusting)).Count >= 3);

        (await trusting.GetStringAsync(new Uri($"https://localhost:{system.Ports.OrderManagement}/ping"), TestContext.Current.CancellationToken)).ShouldBe("pong");
        foreach (var port in new[] { system.Ports.Kitchen, system.Ports.Grpc, system.Ports.OrderManagement })
        {
            foreach (var scheme in new[] { "http", "https" })
                await Should.ThrowAsync<HttpRequestException>(() => wary.GetAsync(new Uri($"{scheme}://localhost:{port}/ping"), TestContext.Current.CancellationToken));
        }

        Directory.EnumerateFiles(_data.PathOf("tls"), "*.key").ShouldAllBe(key => File.GetUnixFileMode(key) == (UnixFileMode.UserRead | UnixFileMode.UserWrite));
    }

    public void Dispose() => _data.Dispose();

    private static async Task StopAsync(RunningSystem system)
    {
        system.Host.Terminate();
        (await system.Host.Exited).ShouldBe(0, system.Output);
    }
}
