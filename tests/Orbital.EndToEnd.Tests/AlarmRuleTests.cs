using System.Diagnostics;
using System.Text.RegularExpressions;
using Orbital.AppHost;
using Orbital.Testing;

namespace Orbital.EndToEnd.Tests;

/// <summary>The alarms as they are written: their times, their texts, their runbook.</summary>
public sealed partial class AlarmRuleTests
{
    [Theory]
    [InlineData("test", "rules", "alarms.test.yml")]
    [InlineData("check", "config", "prometheus.yml")]
    public async Task They_pass_Prometheus_own_tests(string verb, string what, string file)
    {
        var start = new ProcessStartInfo(Prometheus.FindProgram("promtool"), [verb, what, Prometheus.PathOf(file)])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var promtool = Process.Start(start)!;
        var errors = promtool.StandardError.ReadToEndAsync();
        var output = await promtool.StandardOutput.ReadToEndAsync();
        await promtool.WaitForExitAsync();

        promtool.ExitCode.ShouldBe(0, output + await errors);
    }

    [Fact]
    public void Each_is_tried_and_has_its_section_in_the_runbook()
    {
        string[] alarms = [.. Alarm().Matches(File.ReadAllText(Prometheus.PathOf("alarms.yml"))).Select(match => match.Groups["name"].Value)];
        alarms.Length.ShouldBeGreaterThan(10);

        var tried = File.ReadAllText(Prometheus.PathOf("alarms.test.yml"));
        var sections = File.ReadLines(Repository.PathOf("docs", "operations.md")).Where(line => line.StartsWith("### Orbital", StringComparison.Ordinal))
            .Select(line => line["### ".Length..]);
        foreach (var alarm in alarms)
            tried.ShouldContain($"runbook: docs/operations.md#{alarm.ToLowerInvariant()}");
        sections.ShouldBe(alarms, ignoreOrder: true);
    }

    [GeneratedRegex(@"alert: (?<name>\w+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Alarm();
}
