using System.Xml.Linq;
using Orbital.Contracts;

namespace Orbital.ContractExport.Tests;

/// <summary>Two packages may have types of the same name: each file is written from its own.</summary>
public sealed class TwoVersionsTests
{
    private static readonly Type[] Both = [typeof(V1.INoteService), typeof(V1.Note), typeof(V2.INoteService), typeof(V2.Note)];

    [Fact]
    public void Each_version_has_its_own_fields() => ProtoSchema.FilesOf(Both).Select(file => (file.Path, Fields(file.Text))).ShouldBe(
    [
        ("planted/v1/planted.proto", "optional string text = 1;"),
        ("planted/v2/planted.proto", "string text = 1;"),
    ]);

    [Fact]
    public void Each_version_has_its_own_comments()
    {
        var documentation = new ContractDocumentation(Both, new XDocument(new XElement("doc", Comments("V1"), Comments("V2"))));

        var (first, second) = (documentation.Of("planted.v1", "Note.text"), documentation.Of("planted.v2", "Note.text"));

        first.ShouldBe(["V1: see Note."]);
        second.ShouldBe(["V2: see planted.v1.Note."]);
        Should.Throw<InvalidOperationException>(() => documentation.Of("planted.v3", "Note.text").ToList()).Message.ShouldContain("planted.v3.Note.text");
    }

    [Fact]
    public void A_package_that_uses_the_messages_of_another_is_refused() =>
        Should.Throw<InvalidOperationException>(() => ProtoSchema.FilesOf([.. Both, typeof(V3.INoteService)])).Message.ShouldContain("planted.v3: \"message Note {\"");

    private static string Fields(string text) =>
        string.Join('\n', text.Split('\n', StringSplitOptions.TrimEntries).Where(line => line.Contains(" = ") && line.EndsWith(';') && !line.StartsWith("syntax", StringComparison.Ordinal)));

    private static IEnumerable<XElement> Comments(string version) =>
        new[] { "T:{0}.INoteService", "M:{0}.INoteService.Keep", "T:{0}.Note", "P:{0}.Note.Text" }.Select(name => new XElement(
            "member",
            new XAttribute("name", string.Format(null, name, $"Orbital.ContractExport.Tests.{version}")),
            new XElement("summary", $"{version}: see ", new XElement("see", new XAttribute("cref", "T:Orbital.ContractExport.Tests.V1.Note")), ".")));
}
