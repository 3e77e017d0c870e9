extern alias protobufnet;

using protobufnet::Google.Protobuf.Reflection;

namespace Orbital.ContractExport.Tests;

/// <summary>What callers that were built from an older contract would trip over.</summary>
internal static class ContractBreaks
{
    /// <summary>Each break in a line, as in <c>.orbital.orders.v1.OrderItem.quantity: was int32 3, is int64 3</c>.</summary>
    public static IReadOnlyList<string> Between(FileDescriptorSet released, FileDescriptorSet current)
    {
        var (before, now) = (PartsOf(released), PartsOf(current));
        return
        [
            .. from part in before
               let found = now.GetValueOrDefault(part.Key, "missing")
               where found != part.Value
               select $"{part.Key}: was {part.Value}, is {found}",
        ];
    }

    // Whatever has a name, and what about it must stay.
    private static Dictionary<string, string> PartsOf(FileDescriptorSet set)
    {
        Dictionary<string, string> parts = [];
        foreach (var file in set.Files.Where(file => !file.Name.StartsWith("google/", StringComparison.Ordinal)))
        {
            foreach (var message in file.MessageTypes)
            {
                var name = $"{file.Package}.{message.Name}";
                parts.Add(name, "message");
                foreach (var field in message.Fields)
                    parts.Add($"{name}.{field.Name}", $"{(field.Proto3Optional ? "optional" : field.label)} {field.type}{field.TypeName} {field.Number}");
            }

            foreach (var type in file.EnumTypes)
            {
                foreach (var value in type.Values)
                    parts.Add($"{file.Package}.{type.Name}.{value.Name}", $"{value.Number}");
            }

            foreach (var service in file.Services)
            {
                foreach (var method in service.Methods)
                    parts.Add($"{file.Package}.{service.Name}.{method.Name}", $"{method.InputType} to {(method.ServerStreaming ? "many " : "")}{method.OutputType}");
            }
        }

        return parts;
    }
}
