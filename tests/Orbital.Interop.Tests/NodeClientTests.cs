using Orbital.AppHost;
using Orbital.Testing;

namespace Orbital.Interop.Tests;

/// <summary>A client in another language, that knows nothing but the exported files.</summary>
public sealed class NodeClientTests(RunningKitchen kitchen)
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Node");

    [Fact]
    public async Task It_sends_cancels_cooks_and_follows()
    {
        await NodeProgram.InstallAsync(Folder, TestContext.Current.CancellationToken);

        var printed = await NodeProgram.RunAsync(
            Folder, ["node", "client.mjs", $"127.0.0.1:{kitchen.GrpcPort}", Repository.PathOf("protos")], TestContext.Current.CancellationToken);

        printed.ShouldContain("all as expected");
    }
}
