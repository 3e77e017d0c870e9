using System.Text;
using System.Text.RegularExpressions;
using Orbital.Contracts;

namespace Orbital.ContractExport;

/// <summary>A file of the contract as people read it: with the comments of the contract, and laid out as is usual.</summary>
internal sealed partial class ProtoText(ContractDocumentation documentation)
{
    private const string Origin =
        "// Written from the .NET contract: change that one, then run\n//   dotnet run --project tools/Orbital.ContractExport -- export\n\n";

    private const int MaxLine = 120;

    private readonly StringBuilder _text = new(Origin);
    private string _package = "";
    private string? _block;
    private bool _isAfterPackage;

    public string Of(ProtoFile file)
    {
        _package = file.Package;
        foreach (var line in file.Text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            Add(line);
        return _text.ToString();
    }

    private void Add(string line)
    {
        if (BlockHead().Match(line) is { Success: true } head)
        {
            _block = head.Groups["name"].Value;
            _text.Append('\n');
            Comment(documentation.Of(_package, _block), indent: "");
            _text.Append(line).Append('\n');
        }
        else if (line == "}")
        {
            _block = null;
            _text.Append("}\n");
        }
        else if (_block is not null)
        {
            Comment(documentation.Of(_package, $"{_block}.{MemberName().Match(line).Groups["name"].Value}"), indent: "  ");
            _text.Append("  ").Append(line).Append('\n');
        }
        else
        {
            if (_isAfterPackage)
                _text.Append('\n');
            // protobuf-net says behind an import what it needs it for.
            _text.Append(line.Split(" //")[0]).Append('\n');
            if (line.StartsWith("syntax", StringComparison.Ordinal))
                _text.Append('\n');
            _isAfterPackage = line.StartsWith("package", StringComparison.Ordinal);
        }
    }

    private void Comment(IEnumerable<string> paragraphs, string indent)
    {
        var isFirst = true;
        foreach (var paragraph in paragraphs)
        {
            if (!isFirst)
                _text.Append(indent).Append("//\n");
            isFirst = false;
            foreach (var line in Wrapped(paragraph, MaxLine - indent.Length - 3))
                _text.Append(indent).Append("// ").Append(line).Append('\n');
        }
    }

    private static IEnumerable<string> Wrapped(string paragraph, int width)
    {
        var line = "";
        foreach (var word in paragraph.Split(' '))
        {
            if (line.Length > 0 && line.Length + 1 + word.Length > width)
            {
                yield return line;
                line = "";
            }

            line = line.Length == 0 ? word : $"{line} {word}";
        }

        yield return line;
    }

    [GeneratedRegex(@"^(message|enum|service) (?<name>\w+) \{$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex BlockHead();

    [GeneratedRegex(@"^(rpc (?<name>\w+) |.*?(?<name>\w+) = -?\d+;)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex MemberName();
}
