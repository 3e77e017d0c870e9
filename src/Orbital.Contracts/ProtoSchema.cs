using System.Reflection;
using ProtoBuf;
using ProtoBuf.Grpc.Configuration;
using ProtoBuf.Meta;

namespace Orbital.Contracts;

/// <summary>A file of the contract in the language of other languages.</summary>
/// <param name="Path">Below the folder that a compiler is told to include, as in <c>orbital/orders/v1/orders.proto</c>.</param>
/// <param name="Package">As in <c>orbital.orders.v1</c>.</param>
/// <param name="Text">The file, in proto3.</param>
public sealed record ProtoFile(string Path, string Package, string Text);

/// <summary>The contract as <c>.proto</c> text, for callers in other languages: one file for each package.</summary>
public static class ProtoSchema
{
    private static readonly Lazy<IReadOnlyList<ProtoFile>> LazyFiles = new(() => FilesOf(typeof(ProtoSchema).Assembly.GetExportedTypes()));

    /// <summary>The full names of all services, such as <c>orbital.orders.v1.OrderService</c>.</summary>
    public static IReadOnlyList<string> Services { get; } = [.. ServicesOf(typeof(ProtoSchema).Assembly.GetExportedTypes()).Select(service => service.GetCustomAttribute<ServiceAttribute>()!.Name!)];

    /// <summary>All files of the contract.</summary>
    public static IReadOnlyList<ProtoFile> Files => LazyFiles.Value;

    /// <summary>One file for each package of these types. The types of a package have a namespace of their own.</summary>
    internal static IReadOnlyList<ProtoFile> FilesOf(IReadOnlyCollection<Type> contract) =>
    [
        .. from service in ServicesOf(contract)
           group service by NameOf(service).Package into services
           let types = contract.Where(type => services.Any(service => service.Namespace == type.Namespace))
           select new ProtoFile(PathOf(services.Key), services.Key, TextOf(services.Key, services, types)),
    ];

    private static IEnumerable<Type> ServicesOf(IEnumerable<Type> contract) => contract
        .Where(type => type.IsInterface && type.GetCustomAttribute<ServiceAttribute>() is not null)
        .OrderBy(service => service.FullName, StringComparer.Ordinal);

    private static (string Package, string Service) NameOf(Type service)
    {
        var name = service.GetCustomAttribute<ServiceAttribute>()!.Name!;
        var dot = name.LastIndexOf('.');
        return (name.Substring(0, dot), name.Substring(dot + 1));
    }

    // orbital.orders.v1 is orbital/orders/v1/orders.proto.
    private static string PathOf(string package)
    {
        var names = package.Split('.');
        return $"{package.Replace('.', '/')}/{names[names.Length - 2]}.proto";
    }

    private static string TextOf(string package, IEnumerable<Type> services, IEnumerable<Type> types)
    {
        var options = new SchemaGenerationOptions { Syntax = ProtoSyntax.Proto3, Package = package };
        options.Services.AddRange(services.Select(Describe));
        return WithOptionals(RuntimeTypeModel.Default.GetSchema(options), package, types);
    }

    private static Service Describe(Type service)
    {
        var described = new Service { Name = NameOf(service).Service };
        described.Methods.AddRange(service.GetMethods().Select(Describe));
        return described;
    }

    private static ServiceMethod Describe(MethodInfo method)
    {
        var result = method.ReturnType;
        return new ServiceMethod
        {
            Name = method.Name,
            InputType = method.GetParameters()[0].ParameterType,
            OutputType = result.GetGenericArguments()[0],
            ServerStreaming = result.GetGenericTypeDefinition() != typeof(Task<>),
        };
    }

    // protobuf-net tells an absent value from a zero, but writes no "optional" into a proto3 schema: other languages could not send the zero.
    private static string WithOptionals(string schema, string package, IEnumerable<Type> types)
    {
        var messages = types.Where(type => type.IsClass && type.GetCustomAttribute<ProtoContractAttribute>() is not null)
            .ToDictionary(type => $"message {type.Name} {{");
        var lines = schema.Split('\n');
        Type? message = null;
        for (var i = 0; i < lines.Length; i++)
        {
            var line = lines[i].Trim();
            if (line.StartsWith("message ", StringComparison.Ordinal))
            {
                message = messages.TryGetValue(line, out var begun) && messages.Remove(line)
                    ? begun
                    : throw new InvalidOperationException($"{package}: \"{line}\" is not of the package's namespace: a package cannot use another one's messages");
            }
            else if (line == "}")
                message = null;
            else if (message is not null && OptionalFields(message).Any(field => line.Contains($" {field} = ")))
                lines[i] = $"   optional {line}";
        }

        return string.Join("\n", lines);
    }

    private static IEnumerable<string> OptionalFields(Type message)
    {
        var empty = Activator.CreateInstance(message);
        return message.GetProperties()
            .Where(property => IsScalar(property.PropertyType) && property.GetValue(empty) is null)
            .Select(property => property.GetCustomAttribute<ProtoMemberAttribute>()!.Name);
    }

    // A Timestamp is a message: it can be absent without a word.
    private static bool IsScalar(Type type) =>
        type == typeof(string) || Nullable.GetUnderlyingType(type) is { } value && value != typeof(DateTime);
}
