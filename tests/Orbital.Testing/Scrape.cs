using System.Globalization;
using System.Text.RegularExpressions;

namespace Orbital.Testing;

/// <summary>What a service told Prometheus.</summary>
public sealed partial class Scrape
{
    private static readonly HttpClient Http = new() { Timeout = TimeSpan.FromSeconds(30) };

    private Scrape(string text)
    {
        Text = text;
        Samples = [.. text.Split('\n').Where(line => line.Length > 0 && line[0] != '#').Select(Parse)];
    }

    /// <summary>As it came.</summary>
    public string Text { get; }

    /// <summary>One for each series.</summary>
    public IReadOnlyList<Sample> Samples { get; }

    /// <summary>Asks for <c>/metrics</c>.</summary>
    public static async Task<Scrape> OfAsync(int port) => new(await Http.GetStringAsync(new Uri($"http://127.0.0.1:{port}/metrics")));

    /// <summary>The sum of all series of a name that have the labels; null when there is none.</summary>
    public double? Sum(string name, params (string Name, string Value)[] labels)
    {
        var found = Samples.Where(sample => sample.Name == name && labels.All(label => sample.Labels.GetValueOrDefault(label.Name) == label.Value)).ToList();
        return found.Count == 0 ? null : found.Sum(sample => sample.Value);
    }

    private static Sample Parse(string line)
    {
        var match = Line().Match(line);
        if (!match.Success)
            throw new FormatException($"not a line of Prometheus text: {line}");
        var labels = Label().Matches(match.Groups["labels"].Value).ToDictionary(label => label.Groups["name"].Value, label => label.Groups["value"].Value);
        return new Sample(match.Groups["name"].Value, labels, double.Parse(match.Groups["value"].Value.Replace("Inf", "Infinity", StringComparison.Ordinal), CultureInfo.InvariantCulture));
    }

    [GeneratedRegex("""^(?<name>[a-zA-Z_:][a-zA-Z0-9_:]*)(\{(?<labels>.*)\})? (?<value>\S+)( \d+)?$""", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Line();

    [GeneratedRegex("""(?<name>[a-zA-Z_][a-zA-Z0-9_]*)="(?<value>(\\.|[^"\\])*)",?""", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Label();
}

/// <summary>One series and its value.</summary>
/// <param name="Name">As in <c>orbital_orders_read_total</c>.</param>
/// <param name="Labels">Values by name.</param>
/// <param name="Value">The value.</param>
public sealed record Sample(string Name, IReadOnlyDictionary<string, string> Labels, double Value);
