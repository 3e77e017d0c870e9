using System.Text.RegularExpressions;

namespace Orbital.Architecture.Tests;

/// <summary>A page of the documentation: where its links lead, and which headings can be linked to.</summary>
internal sealed partial class MarkdownPage
{
    private readonly string _path;
    private readonly string _prose;

    /// <summary>Reads a page.</summary>
    /// <param name="path">Where it lies: its links are relative to its folder.</param>
    /// <param name="text">What it says. Links in code are examples, and not looked at.</param>
    public MarkdownPage(string path, string text)
    {
        _path = path;
        _prose = Comment().Replace(CodeSpan().Replace(CodeBlock().Replace(text, ""), WithoutLink), "");
    }

    /// <summary>The links that lead to no file, or to no heading of one, as they are written.</summary>
    /// <param name="read">The text of another page.</param>
    public IEnumerable<string> BrokenLinks(Func<string, string> read) =>
        Link().Matches(_prose).Select(link => link.Groups["target"].Value).Where(target => !IsAddress(target) && !Leads(target, read));

    // The words of a heading stay.
    private static string WithoutLink(Match code) => code.Value.Replace("](", "", StringComparison.Ordinal);

    private static bool IsAddress(string target) =>
        target.Contains("://", StringComparison.Ordinal) || target.StartsWith("mailto:", StringComparison.Ordinal);

    private bool Leads(string target, Func<string, string> read)
    {
        var parts = target.Split('#', 2);
        var file = parts[0].Length == 0 ? _path : Path.GetFullPath(Path.Combine(Path.GetDirectoryName(_path)!, parts[0]));
        if (parts.Length == 1)
            return Path.Exists(file);
        var page = parts[0].Length == 0 ? this : File.Exists(file) ? new MarkdownPage(file, read(file)) : null;
        return page?.Headings().Contains(parts[1]) == true;
    }

    // As GitHub makes the anchor of a heading. The same heading a second time gets -1, which nothing here links to.
    private IEnumerable<string> Headings() => Heading().Matches(_prose)
        .Select(heading => NotInAnchors().Replace(heading.Groups["text"].Value.Trim().ToLowerInvariant(), "").Replace(' ', '-'));

    [GeneratedRegex(@"^```.*?^```", RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.ExplicitCapture)]
    private static partial Regex CodeBlock();

    [GeneratedRegex("`[^`\n]*`")]
    private static partial Regex CodeSpan();

    [GeneratedRegex("<!--.*?-->", RegexOptions.Singleline | RegexOptions.ExplicitCapture)]
    private static partial Regex Comment();

    [GeneratedRegex("""(\]\(|\b(src|href)=")(?<target>[^)\s"]+)""", RegexOptions.ExplicitCapture)]
    private static partial Regex Link();

    [GeneratedRegex(@"^#{1,6} (?<text>.+)$", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex Heading();

    [GeneratedRegex(@"[^\p{L}\p{N}\-_ ]")]
    private static partial Regex NotInAnchors();
}
