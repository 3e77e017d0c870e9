using System.Diagnostics;
using MongoDB.Bson;
using MongoDB.Driver;

namespace Orbital.MongoEmulator.Tests;

/// <summary>The emulator as the process that <c>run</c> starts.</summary>
public sealed class ProgramTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_says_where_it_listens_and_what_it_is_and_ends_at_once_on_SIGTERM()
    {
        using var program = Start("--port", "0", "--oplog-entries", "50");
        var line = await program.StandardOutput.ReadLineAsync(Ct);
        line.ShouldNotBeNull();
        line.ShouldMatch(@"^listening mongodb://127\.0\.0\.1:\d+/\?replicaSet=rs0$");
        using var client = new MongoClient(line["listening ".Length..]);
        using var stream = await client.GetDatabase("d").WatchAsync(new ChangeStreamOptions { MaxAwaitTime = TimeSpan.FromMinutes(1) }, Ct);
        await stream.MoveNextAsync(Ct);
        var waiting = stream.MoveNextAsync(Ct);

        var clock = Stopwatch.StartNew();
        using var kill = Process.Start("kill", ["-TERM", $"{program.Id}"]);
        await program.WaitForExitAsync(Ct);

        clock.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(1));
        program.ExitCode.ShouldBe(0);
        waiting.IsCompletedSuccessfully.ShouldBeFalse();
        var log = await program.StandardError.ReadToEndAsync(Ct);
        log.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length.ShouldBe(1, log);
        log.ShouldContain("emulator for development and tests");
        log.ShouldContain("in memory only");
    }

    [Fact]
    public async Task A_port_that_is_taken_is_named_and_a_wrong_option_shows_the_usage()
    {
        await using var first = await MongoEmulatorServer.StartAsync(cancellationToken: Ct);
        using var second = Start("--port", $"{first.Port}");
        using var wrong = Start("--frob", "1");
        await second.WaitForExitAsync(Ct);
        await wrong.WaitForExitAsync(Ct);

        second.ExitCode.ShouldBe(1);
        (await second.StandardError.ReadToEndAsync(Ct)).ShouldContain($"{first.Port}");
        wrong.ExitCode.ShouldBe(2);
        (await wrong.StandardError.ReadToEndAsync(Ct)).ShouldContain("usage:");
    }

    private static Process Start(params string[] arguments)
    {
        var assembly = typeof(MongoEmulatorServer).Assembly.Location;
        var start = new ProcessStartInfo("dotnet", [assembly, .. arguments])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        return Process.Start(start)!;
    }
}
