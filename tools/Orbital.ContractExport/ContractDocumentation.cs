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
    private readonly Dictionary<string, (string Package, string Name)> _wireNames = [];
    private readonly Dictionary<(string Package, string Name), string> _ids = [];

    /// <param name="contract">Services, and the messages and enums in their namespaces.</param>
    /// <param name="comments">The file that the compiler makes of their comments.</param>
    public ContractDocumentation(IReadOnlyCollection<Type> contract, XDocument comments)
    {
        _comments = comments.Descendants("member").ToDictionary(member => WithoutParameters(member.Attribute("name")!.Value));
        foreach (var package in contract.Where(IsService).GroupBy(service => ServiceName(service).Package))
        {
            foreach (var type in contract.Where(type => package.Any(service => service.Namespace == type.Namespace)))
                Add(package.Key, type);
        }
    }

    public static ContractDocumentation Of(Assembly contract) =>
        new(contract.GetExportedTypes(), XDocument.Load(Path.ChangeExtension(contract.Location, ".xml")));

    /// <summary>What is said about a message, enum or service, or about one of its fields, values or methods: its paragraphs.</summary>
    /// <param name="package">As in <c>orbital.orders.v1</c>.</param>
    /// <param name="name">As in <c>OrderItem</c> or <c>OrderItem.quantity</c>.</param>
    public IEnumerable<string> Of(string package, string name)
    {
        if (!_ids.TryGetValue((package, name), out var id) || !_comments.TryGetValue(id, out var comment))
            throw new InvalidOperationException($"{package}.{name} has no comment in the contract");
        return comment.Elements().Where(part => part.Name.LocalName is "summary" or "remarks")
            .SelectMany(part => part.Elements("para").Any() ? part.Elements("para") : [part])
            .Select(part => Text(part, package));
    }

    private static bool IsService(Type type) => type.GetCustomAttribute<ServiceAttribute>() is not null;

    private static (string Package, string Name) ServiceName(Type service)
    {
        var name = service.GetCustomAttribute<ServiceAttribute>()!.Name!;
        return (name[..name.LastIndexOf('.')], name[(name.LastIndexOf('.') + 1)..]);
    }

    private static IEnumerable<(string Id, string Name)> FieldsOf(Type message) =>
        from property in message.GetProperties()
        let field = property.GetCustomAttribute<ProtoMemberAttribute>()
        where field is not null
        select ($"P:{message.FullName}.{property.Name}", field.Name);

    private static IEnumerable<(string Id, string Name)> ValuesOf(Type type) =>
        type.GetFields(BindingFlags.Public | BindingFlags.Static)
            .Select(value => ($"F:{type.FullName}.{value.Name}", value.GetCustomAttribute<ProtoEnumAttribute>()!.Name));

    private void Add(string package, Type type)
    {
        if (IsService(type))
            Add(package, type, ServiceName(type).Name, type.GetMethods().Select(method => ($"M:{type.FullName}.{method.Name}", method.Name)));
        else if (type.GetCustomAttribute<ProtoContractAttribute>() is not null)
            Add(package, type, type.Name, type.IsEnum ? ValuesOf(type) : FieldsOf(type));
    }

    private void Add(string package, Type type, string name, IEnumerable<(string Id, string Name)> members)
    {
        foreach (var (id, called) in members.Select(member => (member.Id, $"{name}.{member.Name}")).Prepend(($"T:{type.FullName}", name)))
        {
            _ids.Add((package, called), id);
            _wireNames.Add(id, (package, type.IsEnum && called != name ? called[(name.Length + 1)..] : called));
        }
    }

    private string Text(XElement part, string package) => Spaces().Replace(string.Concat(part.Nodes().Select(node => TextOf(node, package))), " ").Trim();

    private string TextOf(XNode node, string package) => node switch
    {
        XText text => text.Value,
        XElement { Name.LocalName: "see" } see when see.Attribute("cref") is { Value: var cref } => WireName(WithoutParameters(cref), package),
        XElement element => Text(element, package),
        _ => "",
    };

    // As a reader of the package's file calls it.
    private string WireName(string id, string package)
    {
        if (!_wireNames.TryGetValue(id, out var found))
            throw new InvalidOperationException($"{id} is not on the wire: other languages do not know it");
        return found.Package == package ? found.Name : $"{found.Package}.{found.Name}";
    }

    private static string WithoutParameters(string id) => id.Split('(')[0];

    [GeneratedRegex(@"\s+", RegexOptions.None, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Spaces();
}
