using System.Diagnostics;

namespace Orbital.MongoEmulator.Tests;

/// <summary>
/// The clients that people and tools bring along: the Node driver and mongosh, from npm with pinned versions. Node is a
/// prerequisite of the repository.
/// </summary>
public sealed class OtherClientTests : IAsyncLifetime
{
    private const string Mongosh = "mongosh@2.12.0";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private MongoEmulatorServer _server = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _server = await MongoEmulatorServer.StartAsync();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task The_Node_driver_works()
    {
        await RunAsync("npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts");

        (await RunAsync("node", "client.mjs", _server.ConnectionString)).ShouldContain("all true");
        (await RunAsync("node", "faults.mjs", _server.ConnectionString)).ShouldContain("all true");
    }

    [Theory]
    [InlineData("shell.js")]
    [InlineData("faults.js")]
    public async Task Mongosh_works(string script) =>
        (await RunAsync("npx", "--yes", Mongosh, _server.ConnectionString, "--quiet", "--norc", "--file", script)).ShouldContain("all true");

    private static async Task<string> RunAsync(string program, params string[] arguments)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        limit.CancelAfter(Patience);
        using var process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = Path.Combine(AppContext.BaseDirectory, "Node"),
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(limit.Token);
            var errors = process.StandardError.ReadToEndAsync(limit.Token);
            await process.WaitForExitAsync(limit.Token);
            process.ExitCode.ShouldBe(0, $"{program}: {await output}{await errors}");
            return await output;
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }
    }
}
