namespace Orbital.Architecture.Tests;

/// <summary>Who follows a link of the documentation arrives.</summary>
public sealed class DocumentationTests
{
    [Fact]
    public void Each_link_of_each_page_leads_to_a_file_or_to_a_heading_of_one()
    {
        var pages = RepositoryFiles.Ending(".md").ToList();

        pages.Count.ShouldBeGreaterThan(20);
        pages.SelectMany(page => BrokenLinks(page, File.ReadAllText(page)).Select(link => $"{page}: {link}")).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("[to a file](docs/operations.md)", null)]
    [InlineData("[to no file](docs/operation.md)", "docs/operation.md")]
    [InlineData("[to a folder](docs)", null)]
    [InlineData("[to a heading](docs/operations.md#order-management)", null)]
    [InlineData("[to no heading](docs/operations.md#orders-management)", "docs/operations.md#orders-management")]
    [InlineData("[to a heading of no file](docs/operation.md#kitchen)", "docs/operation.md#kitchen")]
    [InlineData("# How to `start`: now\n[here](#how-to-start-now)", null)]
    [InlineData("# How to start\n[here](#how-to-stop)", "#how-to-stop")]
    [InlineData("![a picture](docs/images/nothing.png)", "docs/images/nothing.png")]
    [InlineData("<img src=\"docs/images/nothing.png\" alt=\"\">", "docs/images/nothing.png")]
    [InlineData("[elsewhere](https://example.com/nothing.md)", null)]
    [InlineData("```md\n[an example](nothing.md)\n```\nand `[another](nothing.md)`", null)]
    [InlineData("<!-- [a remark](nothing.md) -->", null)]
    public void A_planted_link_is_seen_to_lead_somewhere_or_nowhere(string text, string? broken) =>
        BrokenLinks(Path.Combine(RepositoryFiles.Root, "README.md"), text).ShouldBe(broken is null ? [] : [broken]);

    [Fact]
    public async Task Each_decision_stands_in_their_index()
    {
        var folder = Path.Combine(RepositoryFiles.Root, "docs", "decisions");
        var index = await File.ReadAllTextAsync(Path.Combine(folder, "README.md"), TestContext.Current.CancellationToken);
        var decisions = Directory.EnumerateFiles(folder, "0*.md").Select(file => Path.GetFileName(file)).ToList();

        decisions.Count.ShouldBeGreaterThan(10);
        decisions.Where(decision => !index.Contains($"({decision})", StringComparison.Ordinal)).ShouldBeEmpty();
    }

    private static IEnumerable<string> BrokenLinks(string path, string text) => new MarkdownPage(path, text).BrokenLinks(File.ReadAllText);
}
