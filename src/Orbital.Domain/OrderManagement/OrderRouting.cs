namespace Orbital.Domain.OrderManagement;

/// <summary>
/// Which kitchen cooks what. Each item of an order goes to the kitchen of the first rule that fits it, and to the default kitchen when
/// none does; so an order whose stations belong to several kitchens becomes a ticket for each.
/// </summary>
/// <param name="rules">In the order in which they are tried.</param>
/// <param name="defaultKitchen">Takes what no rule fits.</param>
public sealed class OrderRouting(IReadOnlyList<RoutingRule> rules, string defaultKitchen)
{
    /// <summary>The tickets of an order: at least one, one for each kitchen, every item on exactly one of them.</summary>
    /// <param name="order">The whole order.</param>
    /// <param name="fields">What the source document holds in the fields that rules look at, by path; one that it lacks is missing.</param>
    public IReadOnlyList<Ticket> Route(Order order, IReadOnlyDictionary<string, string> fields)
    {
        ArgumentNullException.ThrowIfNull(order);
        ArgumentNullException.ThrowIfNull(fields);
        var byKitchen = order.Items.GroupBy(item => KitchenOf(order, item, fields), StringComparer.OrdinalIgnoreCase).ToList();
        if (byKitchen is [var only])
            return [new Ticket(only.Key, order)];
        return [.. byKitchen.Select(items => new Ticket(items.Key, order with { Items = [.. items] }))];
    }

    private string KitchenOf(Order order, OrderItem item, IReadOnlyDictionary<string, string> fields) =>
        rules.FirstOrDefault(rule => rule.Fits(order, item, fields))?.Kitchen ?? defaultKitchen;
}

/// <summary>What one kitchen gets of an order: its own items, under the id of the whole order.</summary>
/// <param name="Kitchen">The kitchen's name.</param>
/// <param name="Order">The order with the items that this kitchen cooks.</param>
public sealed record Ticket(string Kitchen, Order Order);

/// <summary>Names the kitchen of the items that it fits. All that it asks for must hold; names count in any case of letters.</summary>
/// <param name="Kitchen">The kitchen's name.</param>
public sealed record RoutingRule(string Kitchen)
{
    /// <summary>The order's brand is one of these; empty asks for none.</summary>
    public IReadOnlyList<string> Brands { get; init; } = [];

    /// <summary>The item's station is one of these; empty asks for none.</summary>
    public IReadOnlyList<string> Stations { get; init; } = [];

    /// <summary>Path of a field of the source document, with dots; null asks for none.</summary>
    public string? Field { get; init; }

    /// <summary>The <see cref="Field"/> holds one of these.</summary>
    public IReadOnlyList<string> Values { get; init; } = [];

    internal bool Fits(Order order, OrderItem item, IReadOnlyDictionary<string, string> fields) =>
        (Brands.Count == 0 || Holds(Brands, order.BrandName))
        && (Stations.Count == 0 || Holds(Stations, item.StationName))
        && (Field is null || (fields.TryGetValue(Field, out var value) && Holds(Values, value)));

    private static bool Holds(IReadOnlyList<string> names, string name) => names.Contains(name, StringComparer.OrdinalIgnoreCase);
}
