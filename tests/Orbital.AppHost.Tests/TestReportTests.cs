using System.Globalization;
using System.Text.Json;
using Orbital.Testing;

namespace Orbital.AppHost.Tests;

/// <summary>What <c>./test</c> says of a suite, and that it takes turns with <c>./run</c>.</summary>
public sealed class TestReportTests : IDisposable
{
    private readonly TemporaryDirectory _results = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_suite_that_its_limit_ended_keeps_the_results_it_had_and_names_the_tests_that_were_running()
    {
        Write("Some.Tests.jsonl",
            Starting("1", "quick"), Json(new { type = "test-passed", TestUniqueID = "1", ExecutionTime = 0.25 }),
            Starting("2", "wrong"), Failed("2", "expected 1, was 2"),
            Starting("3", "hangs", TimeSpan.FromMinutes(2)),
            """{"$type":"test-starting","TestUniqueID":"4","Sta""");
        Write("Some.Tests.log", "something that a test printed");

        var said = await ReportAsync("Some.Tests", exitCode: 124);

        said.ShouldContain("ended by its limit after 900 s, 1 tests were running");
        said.ShouldContain("FAILED wrong");
        said.ShouldContain("expected 1, was 2");
        said.ShouldMatch(@"FAILED hangs\n +was still running, for 1[2-9]\d s");
        said.ShouldContain("something that a test printed");
        Read("Some.Tests.count").ShouldBe("1 2");
        Read("Some.Tests.times").ShouldContain("0.25 quick");
    }

    [Theory]
    [InlineData("test-class-cleanup-failure")]
    [InlineData("error-message")]
    public async Task What_fails_outside_of_a_test_counts(string kind)
    {
        Write("Some.Tests.jsonl",
            Starting("1", "quick"), Json(new { type = "test-passed", TestUniqueID = "1", ExecutionTime = 0.25 }),
            Json(new { type = kind, Messages = new[] { "the port is taken" }, ExceptionTypes = new[] { "IOException" }, StackTraces = new[] { "" } }));

        (await ReportAsync("Some.Tests", exitCode: 1)).ShouldContain("the port is taken");

        Read("Some.Tests.count").ShouldBe("1 1");
    }

    [Theory]
    [InlineData(null, 134)]
    [InlineData(null, 0)]
    [InlineData("", 3)]
    [InlineData("no JSON at all\n", 3)]
    public async Task A_suite_that_crashed_or_left_no_report_failed_once(string? report, int exitCode)
    {
        if (report is not null)
            File.WriteAllText(_results.PathOf("Some.Tests.jsonl"), report);

        await ReportAsync("Some.Tests", exitCode);

        Read("Some.Tests.count").ShouldBe("0 1");
    }

    [Fact]
    public async Task Repeats_say_which_test_failed_how_often()
    {
        foreach (var (round, failed) in new[] { (1, "a\nb\n"), (2, ""), (3, "b\n") })
        {
            Directory.CreateDirectory(_results.PathOf($"{round}"));
            Write(Path.Combine($"{round}", "Some.Tests.failed"), failed.TrimEnd('\n'));
        }

        var said = await NodeProgram.RunAsync(Repository.Root, ["node", Tool("rounds.mjs"), _results.Path, "3"], Token);

        said.Trim().Split('\n').ShouldBe(["failed 2 of 3 (round 1, 3): b", "failed 1 of 3 (round 1): a"]);
    }

    [Fact]
    public async Task A_turn_is_taken_by_one_living_process_and_an_ended_one_has_none()
    {
        var script = $"""
            root={_results.Path}; . {Repository.PathOf("tools", "turns.sh")}
            mkdir -p $root/artifacts; (exit 0) & gone=$!; wait; ln -s $gone $root/artifacts/building
            take_turn building && echo taken
            sh -c '. {Repository.PathOf("tools", "turns.sh")}; take_turn building || echo refused by $holder' | sed s/$$/first/
            end_turn building
            sh -c '. {Repository.PathOf("tools", "turns.sh")}; wait_for_turn building builds; echo taken; end_turn building'
            ls $root/artifacts
            """.Replace("sh -c '", $"root={_results.Path} sh -c '", StringComparison.Ordinal);

        var said = await NodeProgram.RunAsync(Repository.Root, ["sh", "-c", script], Token);

        said.Trim().Split('\n').ShouldBe(["taken", "refused by first", "taken"]);
    }

    public void Dispose() => _results.Dispose();

    private static string Starting(string id, string name, TimeSpan ago = default) => Json(new
    {
        type = "test-starting",
        TestUniqueID = id,
        TestDisplayName = name,
        StartTime = (TimeProvider.System.GetUtcNow() - ago).ToString("O", CultureInfo.InvariantCulture),
    });

    private static string Failed(string id, string message) => Json(new
    {
        type = "test-failed",
        TestUniqueID = id,
        ExecutionTime = 1.5,
        Messages = new[] { message },
        ExceptionTypes = new[] { "ShouldAssertException" },
        StackTraces = new[] { "at Some.Test()" },
    });

    private static string Json(object message) => JsonSerializer.Serialize(message).Replace("\"type\":", "\"$type\":", StringComparison.Ordinal);

    private static string Tool(string name) => Repository.PathOf("tools", "test-report", name);

    private void Write(string name, params IEnumerable<string> lines) => File.WriteAllLines(_results.PathOf(name), lines);

    private string Read(string name) => File.ReadAllText(_results.PathOf(name)).Trim();

    private Task<string> ReportAsync(string suite, int exitCode) =>
        NodeProgram.RunAsync(Repository.Root, ["node", Tool("suite.mjs"), suite, _results.Path, $"{exitCode}", "900"], Token);
}
