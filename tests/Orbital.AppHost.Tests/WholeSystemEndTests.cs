using System.Diagnostics;
using Orbital.AppHost.Processes;
using Orbital.AppHost.Tests.Processes;
using Orbital.Testing;

namespace Orbital.AppHost.Tests;

/// <summary>How the whole system ends: by a signal, by the death of a service, by the death of the host.</summary>
public sealed class WholeSystemEndTests : IDisposable
{
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(5);

    private readonly TemporaryDirectory _data = new();

    [Theory]
    [InlineData(nameof(Signal.Terminate))]
    [InlineData(nameof(Signal.Interrupt))]
    [InlineData(nameof(Signal.Hangup))]
    public async Task A_signal_ends_every_process_within_five_seconds(string signal)
    {
        await using var system = RunningSystem.Start(_data.Path, null, "--rate", "600");
        await system.BecomesReadyAsync();
        var children = await system.ChildrenAsync();
        children.Count.ShouldBe(5, "PostgreSQL, MongoDB, Kitchen, Order Management and the warden");

        var watch = Stopwatch.StartNew();
        Signals.Send(system.Host.Id, Enum.Parse<Signal>(signal));
        (await system.Host.Exited).ShouldBe(0, system.Output);

        watch.Elapsed.ShouldBeLessThan(StopLimit);
        children.ShouldAllBe(child => !RunningProcesses.IsRunning(child));
        system.Ports.All.ShouldAllBe(port => Ports.IsFree(port));
        system.Output.ShouldNotContain("was killed");
    }

    [Fact]
    public async Task When_a_service_dies_all_else_ends_and_the_message_names_it()
    {
        await using var system = RunningSystem.Start(_data.Path, null, "--no-samples");
        await system.BecomesReadyAsync();
        var children = await system.ChildrenAsync();

        Signals.Send(await system.ChildAsync("Orbital.Kitchen.Api.dll"), Signal.Kill);

        (await system.Host.Exited).ShouldBe(1);
        system.Output.ShouldContain("orbital: kitchen ended by itself with exit code 137");
        children.ShouldAllBe(child => !RunningProcesses.IsRunning(child));
    }

    [Fact]
    public async Task When_the_host_itself_is_killed_its_processes_end_and_the_next_start_works()
    {
        var ports = SystemPorts.Free();
        IReadOnlyList<int> children;
        await using (var killed = RunningSystem.Start(_data.Path, ports, "--no-samples"))
        {
            await killed.BecomesReadyAsync();
            children = await killed.ChildrenAsync();
            Signals.Send(killed.Host.Id, Signal.Kill);
            await killed.Host.Exited;
        }

        await using var next = RunningSystem.Start(_data.Path, ports, "--no-samples");
        await next.BecomesReadyAsync();

        children.ShouldAllBe(child => !RunningProcesses.IsRunning(child));
    }

    public void Dispose() => _data.Dispose();
}
