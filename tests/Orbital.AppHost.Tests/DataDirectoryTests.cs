using Orbital.AppHost.Processes;
using Orbital.Testing;

namespace Orbital.AppHost.Tests;

public sealed class DataDirectoryTests : IDisposable
{
    private readonly TemporaryDirectory _temporary = new();

    [Fact]
    public async Task A_second_run_on_the_same_folder_is_refused_by_name()
    {
        using var first = await TakeAsync();

        (await Should.ThrowAsync<HostFailure>(TakeAsync())).Message.ShouldContain(_temporary.Path);
    }

    [Theory]
    [InlineData(false, true)]
    [InlineData(true, false)]
    public async Task Data_stays_for_the_next_run_unless_it_clears_it(bool clears, bool kept)
    {
        using (var first = await TakeAsync())
            await File.WriteAllTextAsync(Path.Combine(Directory.CreateDirectory(first.PathOf("postgres-18")).FullName, "data"), "x");

        using var second = await TakeAsync();
        if (clears)
            second.Clear();

        Directory.Exists(second.PathOf("postgres-18")).ShouldBe(kept);
    }

    [Fact]
    public async Task A_run_waits_until_the_processes_of_a_killed_one_have_ended()
    {
        await using var warden = new Warden();
        await using var orphan = ManagedProcess.Start(new ProcessSpec("orphan", "sh", "-c", "trap 'sleep 0.5; exit' TERM; while :; do sleep 0.05; done"),
            warden, _ => { });
        // What a killed run leaves: its warden's id in the lock file, and the warden at work.
        await File.WriteAllTextAsync(_temporary.PathOf("lock"), $"{warden.Id}");
        var ending = warden.DisposeAsync();

        using var next = await TakeAsync();

        Signals.IsAlive(warden.Id).ShouldBeFalse();
        await Eventually.BecomesTrueAsync(() => orphan.Exited.IsCompleted);
        await ending;
    }

    public void Dispose() => _temporary.Dispose();

    private Task<DataDirectory> TakeAsync() => DataDirectory.TakeAsync(_temporary.Path, TestContext.Current.CancellationToken);
}
