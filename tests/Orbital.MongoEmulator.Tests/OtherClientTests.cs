using Orbital.Testing;

namespace Orbital.MongoEmulator.Tests;

/// <summary>
/// The clients that people and tools bring along: the Node driver and mongosh, from npm with pinned versions. Node is a
/// prerequisite of the repository.
/// </summary>
public sealed class OtherClientTests : IAsyncLifetime
{
    private const string Mongosh = "mongosh@2.12.0";
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Node");

    private MongoEmulatorServer _server = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _server = await MongoEmulatorServer.StartAsync();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task The_Node_driver_works()
    {
        await NodeProgram.InstallAsync(Folder, Ct);

        (await NodeProgram.RunAsync(Folder, ["node", "client.mjs", _server.ConnectionString], Ct)).ShouldContain("all true");
        (await NodeProgram.RunAsync(Folder, ["node", "faults.mjs", _server.ConnectionString], Ct)).ShouldContain("all true");
    }

    [Theory]
    [InlineData("shell.js")]
    [InlineData("faults.js")]
    public async Task Mongosh_works(string script)
    {
        var mongosh = await InstallMongoshAsync();

        (await NodeProgram.RunAsync(Folder, [mongosh, _server.ConnectionString, "--quiet", "--norc", "--file", script], Ct)).ShouldContain("all true");
    }

    // Not by npx: its cache stays broken when an installation is ended in the middle. Here that begins again.
    private static async Task<string> InstallMongoshAsync()
    {
        var folder = Directory.CreateDirectory(Path.Combine(AppContext.BaseDirectory, Mongosh)).FullName;
        var installed = Path.Combine(folder, ".installed");
        if (!File.Exists(installed))
        {
            await NodeProgram.RunAsync(folder, ["npm", "install", "--prefix", folder, "--ignore-scripts", "--no-audit", "--no-fund", Mongosh], Ct);
            await File.WriteAllTextAsync(installed, Mongosh, Ct);
        }

        return Path.Combine(folder, "node_modules", ".bin", "mongosh");
    }
}
