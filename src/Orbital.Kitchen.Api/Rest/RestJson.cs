using System.Text.Json;
using System.Text.Json.Serialization;
using Orbital.Application.Kitchen.Views;

namespace Orbital.Kitchen.Api.Rest;

/// <summary>JSON over REST is the read model's own.</summary>
internal static class RestJson
{
    public static void Configure(JsonSerializerOptions options)
    {
        options.TypeInfoResolverChain.Insert(0, KitchenJson.Readable);
        options.Encoder = KitchenJson.Readable.Options.Encoder;
        options.UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow;
        foreach (var converter in KitchenJson.Readable.Options.Converters)
            options.Converters.Add(converter);
    }
}
