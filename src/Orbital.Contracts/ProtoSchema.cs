using System.Reflection;
using ProtoBuf;
using ProtoBuf.Grpc.Configuration;
using ProtoBuf.Meta;

namespace Orbital.Contracts;

/// <summary>The contract as <c>.proto</c> text, for callers in other languages.</summary>
public static class ProtoSchema
{
    /// <summary>One service with all its messages, as a proto3 file of its own.</summary>
    /// <param name="service">An interface with a <see cref="ServiceAttribute"/> that names package and service.</param>
    public static string Of(Type service)
    {
        var name = service.GetCustomAttribute<ServiceAttribute>()?.Name
            ?? throw new ArgumentException($"{service} does not say its name on the wire", nameof(service));
        var dot = name.LastIndexOf('.');
        var described = new Service { Name = name.Substring(dot + 1) };
        described.Methods.AddRange(service.GetMethods().Select(Describe));

        return WithOptionals(RuntimeTypeModel.Default.GetSchema(new SchemaGenerationOptions
        {
            Syntax = ProtoSyntax.Proto3,
            Package = name.Substring(0, dot),
            Services = { described },
        }));
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
    private static string WithOptionals(string schema)
    {
        var messages = typeof(ProtoSchema).Assembly.GetExportedTypes()
            .Where(type => type.IsClass && type.GetCustomAttribute<ProtoContractAttribute>() is not null)
            .ToDictionary(type => $"message {type.Name} {{");
        var lines = schema.Split('\n');
        Type? message = null;
        for (var i = 0; i < lines.Length; i++)
        {
            var line = lines[i].Trim();
            if (messages.TryGetValue(line, out var begun))
                message = begun;
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
