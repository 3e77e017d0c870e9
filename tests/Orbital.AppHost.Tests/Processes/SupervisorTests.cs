using System.Diagnostics;
using Orbital.AppHost.Processes;
using Orbital.Testing;

namespace Orbital.AppHost.Tests.Processes;

public sealed class SupervisorTests : IAsyncDisposable
{
    private const string EndsWhenAsked = "trap 'echo ended; exit 0' TERM; echo started; while :; do sleep 0.05; done";
    private const string IgnoresEverySignal = "trap '' TERM INT HUP; echo started; while :; do sleep 0.05; done";

    private readonly StringWriter _output = new();
    private readonly Warden _warden = new();
    private readonly Supervisor _supervisor;

    public SupervisorTests() => _supervisor = new Supervisor(new HostConsole(TextWriter.Synchronized(_output), TextWriter.Null, colours: false), _warden);

    [Fact]
    public async Task Processes_end_in_the_reverse_order_of_their_start()
    {
        await StartAsync("first", EndsWhenAsked);
        await StartAsync("second", EndsWhenAsked);
        await StartAsync("third", EndsWhenAsked);

        await _supervisor.DisposeAsync();

        Lines("ended").ShouldBe(["third", "second", "first"]);
    }

    [Fact]
    public async Task Those_that_ignore_the_polite_signal_are_killed_and_all_is_over_within_five_seconds()
    {
        var stubborn = new[]
        {
            await StartAsync("first", EndsWhenAsked),
            await StartAsync("second", IgnoresEverySignal),
            await StartAsync("third", IgnoresEverySignal),
        };

        var watch = Stopwatch.StartNew();
        await _supervisor.DisposeAsync();

        watch.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(5));
        stubborn.ShouldAllBe(process => !Signals.IsAlive(process.Id));
        Lines("ended").ShouldBe(["first"], "one that hangs leaves time for the others to end politely");
    }

    [Fact]
    public async Task What_a_process_left_behind_ends_with_it()
    {
        var parent = await StartAsync("parent", "sleep 300 & echo child $!; " + EndsWhenAsked);
        var child = int.Parse(parent.LastLines.Single(line => line.StartsWith("child ", StringComparison.Ordinal))["child ".Length..]);
        Signals.IsAlive(child).ShouldBeTrue();

        await _supervisor.DisposeAsync();

        await Eventually.BecomesTrueAsync(() => !RunningProcesses.IsRunning(child));
    }

    [Fact]
    public async Task A_process_that_ends_by_itself_ends_the_watch_with_its_name_its_exit_code_and_its_last_lines()
    {
        await StartAsync("healthy", EndsWhenAsked);
        await StartAsync("doomed", "echo started; sleep 0.2; echo out of luck >&2; exit 3");

        var failure = await Should.ThrowAsync<HostFailure>(_supervisor.WatchAsync(TestContext.Current.CancellationToken));

        failure.Message.ShouldContain("doomed");
        failure.Message.ShouldContain("exit code 3");
        failure.Message.ShouldContain("out of luck");
    }

    [Fact]
    public async Task Waiting_for_readiness_ends_when_any_process_ends()
    {
        var healthy = await StartAsync("healthy", EndsWhenAsked);
        await StartAsync("doomed", "echo started; exit 4");

        var failure = await Should.ThrowAsync<HostFailure>(_supervisor.WaitUntilReadyAsync(healthy, _ => Task.FromResult<string?>("never"),
            TestContext.Current.CancellationToken));

        failure.Message.ShouldContain("doomed");
    }

    [Fact]
    public async Task A_program_that_is_not_there_is_named()
    {
        var failure = await Should.ThrowAsync<HostFailure>(() =>
        {
            _supervisor.Start(new ProcessSpec("absent", "/nowhere/program"));
            return _supervisor.WatchAsync(TestContext.Current.CancellationToken);
        });

        failure.Message.ShouldContain("/nowhere/program");
    }

    [Fact]
    public async Task Every_line_carries_the_name_of_its_process()
    {
        await StartAsync("speaker", "echo started; echo one; echo two >&2; " + EndsWhenAsked);

        await Eventually.BecomesTrueAsync(() => Lines("one").Count == 1 && Lines("two").Count == 1);
        Lines("one").ShouldBe(["speaker"]);
        Lines("two").ShouldBe(["speaker"]);
    }

    public async ValueTask DisposeAsync()
    {
        await _supervisor.DisposeAsync();
        await _warden.DisposeAsync();
        await _output.DisposeAsync();
    }

    private async Task<ManagedProcess> StartAsync(string name, string script)
    {
        var process = _supervisor.Start(new ProcessSpec(name, "sh", "-c", script));
        await Eventually.BecomesTrueAsync(() => process.LastLines.Contains("started"));
        return process;
    }

    /// <summary>Who printed this line, in order.</summary>
    private List<string> Lines(string text)
    {
        string printed;
        lock (_output)
            printed = _output.ToString();
        return [.. printed.Split('\n').Select(line => line.Split('|')).Where(parts => parts.Length == 2 && parts[1].Trim() == text)
            .Select(parts => parts[0].Trim())];
    }
}
