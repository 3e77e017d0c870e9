using System.Collections.Concurrent;
using System.Text;
using Orbital.Testing;

namespace Orbital.Kitchen.Api.Tests;

/// <summary>What README.md shows is what runs here.</summary>
public sealed class ReadmeTests(PostgresServer postgres)
{
    [Fact]
    public async Task The_sample_follows_a_kitchen()
    {
        await using var kitchen = await KitchenReplica.StartAsync(await postgres.CreateKitchenAsync());
        await using var screen = new Screen();

        var sample = ReadmeSample.RunAsync($"http://127.0.0.1:{kitchen.GrpcPort}", screen);
        await Eventually.BecomesTrueAsync(() => screen.Lines.Contains("0 open orders as of event 0"));
        await kitchen.Orders.SendOrder(SampleOrders.Of("a", ("Burger", "Grill", 2)));
        await Eventually.BecomesTrueAsync(() => screen.Lines.Contains("  2 × Burger at Grill: Pending"));
        await kitchen.Orders.SendOrder(SampleOrders.Of("b", ("Burger", "Grill", 3)));
        await Eventually.BecomesTrueAsync(() => screen.Lines.Contains("  5 × Burger at Grill: Pending"));

        screen.Lines.ShouldContain("2 open orders as of event 4");
        screen.IsClosed = true;
        await kitchen.Orders.SendOrder(SampleOrders.Of("c", ("Burger", "Grill", 1)));
        await Should.ThrowAsync<ObjectDisposedException>(() => sample);
    }

    [Fact]
    public async Task The_sample_is_the_one_in_the_README()
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(root.FullName, "Orbital.sln")))
            root = root.Parent.ShouldNotBeNull();
        var readme = await File.ReadAllLinesAsync(Path.Combine(root.FullName, "README.md"));
        var source = await File.ReadAllLinesAsync(Path.Combine(root.FullName, "tests", "Orbital.Kitchen.Api.Tests", "ReadmeSample.cs"));

        var section = readme.SkipWhile(line => line != "## Follow the board").ToArray();
        var shown = Between(section, "```csharp", "```");

        var usings = shown.TakeWhile(line => line.Length > 0).ToArray();
        usings.ShouldNotBeEmpty();
        source.TakeWhile(line => line.Length > 0).ShouldBe(usings);
        Between(source, "        // README", "        // end").Select(line => line.Length > 8 ? line[8..] : line)
            .ShouldBe(shown.Skip(usings.Length + 1).Select(line => line.Replace("\"http://localhost:50051\"", "address", StringComparison.Ordinal)));
    }

    private static string[] Between(string[] lines, string first, string last) =>
        [.. lines.SkipWhile(line => line != first).Skip(1).TakeWhile(line => line != last)];

    /// <summary>Keeps what the sample writes, until it is closed.</summary>
    private sealed class Screen : TextWriter
    {
        private readonly ConcurrentQueue<string> _lines = new();

        public IReadOnlyCollection<string> Lines => _lines;

        public bool IsClosed { get; set; }

        public override Encoding Encoding => Encoding.UTF8;

        public override void WriteLine(string? value)
        {
            ObjectDisposedException.ThrowIf(IsClosed, this);
            _lines.Enqueue(value!);
        }
    }
}
