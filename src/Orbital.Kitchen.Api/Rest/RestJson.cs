using System.Text.Json;
using System.Text.Json.Serialization;
using Orbital.Application.Kitchen.Views;

namespace Orbital.Kitchen.Api.Rest;

/// <summary>JSON over REST is the read model's own; what callers send is read strictly.</summary>
internal static class RestJson
{
    public static void Configure(JsonSerializerOptions options)
    {
        options.TypeInfoResolverChain.Insert(0, KitchenJson.Readable);
        options.Encoder = KitchenJson.Readable.Options.Encoder;
        options.UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow;
        options.AllowDuplicateProperties = false;
        options.PropertyNameCaseInsensitive = false;
        options.NumberHandling = JsonNumberHandling.Strict;
        foreach (var converter in KitchenJson.Readable.Options.Converters)
            options.Converters.Add(converter);
    }
}
