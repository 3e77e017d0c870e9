using System.Buffers;
using System.Collections;
using System.Reflection;
using System.Text;
using System.Text.Unicode;
using ProtoBuf;

namespace Orbital.Kitchen.Api.Grpc;

/// <summary>
/// The texts of a message as they are on the wire. What is not UTF-8 would be read with replacement characters, and stored as another text
/// than was sent.
/// </summary>
internal sealed class WireText
{
    private readonly Dictionary<int, Field> _fields;

    private WireText(Type message) => _fields = (
        from property in message.GetProperties()
        let member = property.GetCustomAttribute<ProtoMemberAttribute>()
        where member is not null
        let isRepeated = property.PropertyType != typeof(string) && property.PropertyType.IsAssignableTo(typeof(IEnumerable))
        let type = isRepeated ? property.PropertyType.GetGenericArguments()[0] : property.PropertyType
        where type == typeof(string) || IsMessage(type)
        select (member.Tag, Field: new Field(member.Name, isRepeated, type == typeof(string) ? null : new WireText(type))))
        .ToDictionary(field => field.Tag, field => field.Field);

    public static WireText Of(Type message) => new(message);

    /// <summary>The first field that is not UTF-8, as in <c>order_items[1].item_name</c>; null when all are.</summary>
    /// <param name="bytes">A message that has been read already: it is known to be well-formed.</param>
    public string? FirstInvalid(ReadOnlySequence<byte> bytes)
    {
        if (IsAscii(bytes))
            return null;
        var reader = ProtoReader.State.Create(bytes, model: null);
        try
        {
            return FirstInvalid(ref reader);
        }
        finally
        {
            reader.Dispose();
        }
    }

    private string? FirstInvalid(ref ProtoReader.State reader)
    {
        Dictionary<int, int> read = [];
        for (int number; (number = reader.ReadFieldHeader()) > 0;)
        {
            if (!_fields.TryGetValue(number, out var field))
            {
                reader.SkipField();
                continue;
            }

            var index = read[number] = read.GetValueOrDefault(number, -1) + 1;
            if (field.FirstInvalid(ref reader) is { } invalid)
                return $"{field.Name}{(field.IsRepeated ? $"[{index}]" : "")}{invalid}";
        }

        return null;
    }

    // Most messages are, lengths and numbers included: there is nothing to look for.
    private static bool IsAscii(ReadOnlySequence<byte> bytes)
    {
        foreach (var part in bytes)
        {
            if (!Ascii.IsValid(part.Span))
                return false;
        }

        return true;
    }

    private static bool IsMessage(Type type) => type.IsClass && type.GetCustomAttribute<ProtoContractAttribute>() is not null;

    /// <summary>A text, or a message that may have some.</summary>
    private sealed record Field(string Name, bool IsRepeated, WireText? Message)
    {
        /// <summary>Where in this field; null when nowhere.</summary>
        public string? FirstInvalid(ref ProtoReader.State reader)
        {
            if (Message is null)
                return Utf8.IsValid(reader.AppendBytes(null)) ? null : "";
            var message = reader.StartSubItem();
            if (Message.FirstInvalid(ref reader) is { } invalid)
                return $".{invalid}";
            reader.EndSubItem(message);
            return null;
        }
    }
}
