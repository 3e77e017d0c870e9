using System.Globalization;
using Orbital.AppHost.Processes;
using Orbital.Testing;

namespace Orbital.AppHost.Tests.Processes;

public sealed class WardenTests
{
    [Fact]
    public async Task When_its_starter_is_gone_it_ends_what_was_started_and_kills_what_ignores_that_with_its_children()
    {
        await using var warden = new Warden();
        await using var polite = Start(warden, "trap 'exit 7' TERM; echo started; while :; do sleep 0.05; done");
        await using var stubborn = Start(warden, "trap '' TERM; (while :; do sleep 0.05; done) & echo $!; echo started; wait");
        await Eventually.BecomesTrueAsync(() => polite.LastLines.Contains("started") && stubborn.LastLines.Contains("started"));

        await warden.DisposeAsync(); // the pipe's end is all that it sees of its starter's death

        (await polite.Exited).ShouldBe(7);
        (await stubborn.Exited).ShouldBe(128 + 9);
        var grandchild = int.Parse(stubborn.LastLines[0], CultureInfo.InvariantCulture);
        await Eventually.BecomesTrueAsync(() => !RunningProcesses.IsRunning(grandchild));
    }

    [Fact]
    public async Task It_leaves_alone_what_has_ended_already()
    {
        await using var warden = new Warden();
        await using var bystander = Start(warden, "echo started; exec sleep 300");
        await Eventually.BecomesTrueAsync(() => bystander.LastLines.Contains("started"));

        warden.Ended(bystander.Id);
        await warden.DisposeAsync();

        Signals.IsAlive(bystander.Id).ShouldBeTrue();
    }

    private static ManagedProcess Start(Warden warden, string script) =>
        ManagedProcess.Start(new ProcessSpec("child", "sh", "-c", script), warden, _ => { });
}
