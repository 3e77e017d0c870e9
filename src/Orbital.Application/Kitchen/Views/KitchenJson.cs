using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Unicode;
using Orbital.Domain.Kitchen;

namespace Orbital.Application.Kitchen.Views;

/// <summary>How the read model looks as JSON: camelCase names, snake_case states. One definition for REST, events and the database.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    Converters = [typeof(SnakeCase<OrderStatus>), typeof(SnakeCase<BatchItemStatus>), typeof(SnakeCase<Priority>), typeof(SnakeCase<DisplayRole>)])]
[JsonSerializable(typeof(EventView))]
[JsonSerializable(typeof(Page<BatchItemView>))]
[JsonSerializable(typeof(Page<OrderView>))]
[JsonSerializable(typeof(BoardView))]
[JsonSerializable(typeof(StationList))]
public sealed partial class KitchenJson : JsonSerializerContext
{
    private static readonly Lazy<KitchenJson> LazyReadable = new(() => new KitchenJson(new JsonSerializerOptions(Default!.Options)
    {
        Encoder = JavaScriptEncoder.Create(UnicodeRanges.All),
    }));

    /// <summary>Letters of every language stay readable; what HTML could trip over stays escaped.</summary>
    public static KitchenJson Readable => LazyReadable.Value;
}

/// <summary>Writes an enum as snake_case text, and reads nothing else.</summary>
internal sealed class SnakeCase<T>() : JsonStringEnumConverter<T>(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false)
    where T : struct, Enum;
