using Orbital.Domain.OrderManagement;

namespace Orbital.Infrastructure.OrderManagement.KitchenClient;

/// <summary>Which kitchen cooks what; section <c>Routing</c>.</summary>
public sealed class RoutingOptions
{
    /// <summary>The kitchen that takes what no rule fits; one of section <c>Kitchens</c>. Default <c>Default</c>.</summary>
    public string DefaultKitchen { get; set; } = KitchenOptions.DefaultName;

    /// <summary>The rules, tried in this order; the first that fits an item names its kitchen. Default none: one kitchen cooks all.</summary>
    public IReadOnlyList<RoutingRuleOptions> Rules { get; set; } = [];

    internal OrderRouting ToRouting() => new([.. Rules.Select(rule => rule.ToRule())], DefaultKitchen);

    /// <summary>What is wrong with them, each with the name of the setting.</summary>
    /// <param name="kitchens">The kitchens that are configured.</param>
    internal IEnumerable<string> Problems(IReadOnlyCollection<string> kitchens)
    {
        if (!kitchens.Contains(DefaultKitchen, StringComparer.OrdinalIgnoreCase))
            yield return $"Routing:DefaultKitchen must be a kitchen of section Kitchens, was '{DefaultKitchen}'";
        for (var n = 0; n < Rules.Count; n++)
        {
            foreach (var problem in Rules[n].Problems(kitchens))
                yield return $"Routing:Rules:{n}{problem}";
        }
    }
}

/// <summary>One rule. All that it asks for must hold; names count in any case of letters.</summary>
public sealed class RoutingRuleOptions
{
    /// <summary>The kitchen; one of section <c>Kitchens</c>.</summary>
    public string Kitchen { get; set; } = "";

    /// <summary>The order's brand must be one of these.</summary>
    public IReadOnlyList<string> Brands { get; set; } = [];

    /// <summary>The item's station must be one of these; the other items of the order go elsewhere.</summary>
    public IReadOnlyList<string> Stations { get; set; } = [];

    /// <summary>Path of a field of the source document, with dots, that must hold one of <see cref="Values"/>.</summary>
    public string? Field { get; set; }

    /// <summary>The values of <see cref="Field"/>.</summary>
    public IReadOnlyList<string> Values { get; set; } = [];

    internal RoutingRule ToRule() => new(Kitchen) { Brands = Brands, Stations = Stations, Field = Field, Values = Values };

    internal IEnumerable<string> Problems(IReadOnlyCollection<string> kitchens)
    {
        if (!kitchens.Contains(Kitchen, StringComparer.OrdinalIgnoreCase))
            yield return $":Kitchen must be a kitchen of section Kitchens, was '{Kitchen}'";
        if (Brands.Count == 0 && Stations.Count == 0 && Field is null && Values.Count == 0)
            yield return " must ask for Brands, Stations, or a Field with Values: without any it would take everything";
        if (Field is not null && (Field.Split('.').Any(string.IsNullOrWhiteSpace) || Field.StartsWith('$')))
            yield return $":Field must be a path with dots, was '{Field}'";
        if (Field is null != (Values.Count == 0))
            yield return Field is null ? ":Field must be given with Values" : ":Values must be given with Field";
        foreach (var (list, names) in new[] { ("Brands", Brands), ("Stations", Stations), ("Values", Values) })
        {
            if (names.Any(string.IsNullOrWhiteSpace))
                yield return $":{list} must not hold an empty name";
        }
    }
}
