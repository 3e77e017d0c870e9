using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using ProtoBuf;
using ProtoBuf.Grpc.Configuration;

namespace Orbital.ContractExport;

/// <summary>The comments of the contract, by the names on the wire.</summary>
internal sealed partial class ContractDocumentation
{
    // By the names that the compiler gives them, such as P:Orbital.Contracts.Orders.V1.OrderItem.Quantity, without a method's parameters.
    private readonly Dictionary<string, XElement> _comments;
    private readonly Dictionary<string, string> _wireNames = [];
    private readonly Dictionary<(string Block, string? Member), string> _members = [];

    public ContractDocumentation(Assembly contract)
    {
        _comments = XDocument.Load(Path.ChangeExtension(contract.Location, ".xml")).Descendants("member")
            .ToDictionary(member => WithoutParameters(member.Attribute("name")!.Value));
        foreach (var type in contract.GetExportedTypes())
        {
            if (type.GetCustomAttribute<ServiceAttribute>() is { Name: { } service })
                Add(type, service[(service.LastIndexOf('.') + 1)..], type.GetMethods().Select(method => ($"M:{type.FullName}.{method.Name}", method.Name)));
            else if (type.GetCustomAttribute<ProtoContractAttribute>() is not null)
                Add(type, type.Name, type.IsEnum ? ValuesOf(type) : FieldsOf(type));
        }
    }

    /// <summary>What is said about a message, enum or service, or about one of its fields, values or methods: its paragraphs.</summary>
    public IEnumerable<string> Of(string block, string? member = null)
    {
        if (!_members.TryGetValue((block, member), out var id) || !_comments.TryGetValue(id, out var comment))
            throw new InvalidOperationException($"{block}.{member} has no comment in the contract");
        return comment.Elements().Where(part => part.Name.LocalName is "summary" or "remarks")
            .SelectMany(part => part.Elements("para").Any() ? part.Elements("para") : [part])
            .Select(Text);
    }

    private static IEnumerable<(string Id, string Name)> FieldsOf(Type message) =>
        from property in message.GetProperties()
        let field = property.GetCustomAttribute<ProtoMemberAttribute>()
        where field is not null
        select ($"P:{message.FullName}.{property.Name}", field.Name);

    private static IEnumerable<(string Id, string Name)> ValuesOf(Type type) =>
        type.GetFields(BindingFlags.Public | BindingFlags.Static)
            .Select(value => ($"F:{type.FullName}.{value.Name}", value.GetCustomAttribute<ProtoEnumAttribute>()!.Name));

    private void Add(Type type, string name, IEnumerable<(string Id, string Name)> members)
    {
        var id = $"T:{type.FullName}";
        _members.Add((name, null), id);
        _wireNames.Add(id, name);
        foreach (var member in members)
        {
            _members.Add((name, member.Name), member.Id);
            _wireNames.Add(member.Id, type.IsEnum ? member.Name : $"{name}.{member.Name}");
        }
    }

    private string Text(XElement part) => Spaces().Replace(string.Concat(part.Nodes().Select(TextOf)), " ").Trim();

    private string TextOf(XNode node) => node switch
    {
        XText text => text.Value,
        XElement { Name.LocalName: "see" } see when see.Attribute("cref") is { Value: var cref } => WireName(WithoutParameters(cref)),
        XElement element => Text(element),
        _ => "",
    };

    private string WireName(string id) =>
        _wireNames.TryGetValue(id, out var name) ? name : throw new InvalidOperationException($"{id} is not on the wire: other languages do not know it");

    private static string WithoutParameters(string id) => id.Split('(')[0];

    [GeneratedRegex(@"\s+", RegexOptions.None, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Spaces();
}
