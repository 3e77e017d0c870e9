using Orbital.AppHost.Processes;

namespace Orbital.AppHost.Tests.Processes;

public sealed class ManagedProcessTests
{
    [Fact]
    public async Task A_process_inherits_only_the_variables_that_it_may()
    {
        Environment.SetEnvironmentVariable("ORBITAL_TEST_WANTED", "wanted");
        Environment.SetEnvironmentVariable("ORBITAL_TEST_UNWANTED", "unwanted");
        var spec = new ProcessSpec("child", "sh", "-c", "echo ${ORBITAL_TEST_WANTED-nothing} ${ORBITAL_TEST_UNWANTED-nothing}")
        {
            Inherits = name => name != "ORBITAL_TEST_UNWANTED",
        };
        await using var warden = new Warden();
        await using var process = ManagedProcess.Start(spec, warden, _ => { });

        await process.Exited;

        process.LastLines.ShouldBe(["wanted nothing"]);
    }
}
