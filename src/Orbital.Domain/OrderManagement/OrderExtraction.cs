using System.Diagnostics.CodeAnalysis;

namespace Orbital.Domain.OrderManagement;

/// <summary>The rules by which a source document becomes an order, or is refused with the first field that breaks one.</summary>
/// <remarks>Names are taken over as they are: whether two spellings mean one item is the kitchen's business.</remarks>
public static class OrderExtraction
{
    /// <summary>
    /// Most characters of an order, each item with the name of its station: three times what a kitchen takes. Far more do not fit into one
    /// message, and what a kitchen cannot read it cannot refuse either.
    /// </summary>
    public const int MostText = 250_000;

    // What an item takes beside its names.
    private const long TextOfNumbers = 16;

    /// <summary>Applies the rules. Exactly one of <paramref name="order"/> and <paramref name="rejection"/> is set.</summary>
    public static bool TryExtract(
        SourceDocument document, [NotNullWhen(true)] out Order? order, [NotNullWhen(false)] out Rejection? rejection)
    {
        ArgumentNullException.ThrowIfNull(document);
        order = null;
        if (string.IsNullOrWhiteSpace(document.Id))
        {
            rejection = new Rejection("_id", "must not be empty");
            return false;
        }

        var items = new List<OrderItem>();
        rejection = CollectItems(document.StationOrders ?? [], items);
        if (rejection is null && items.Count == 0)
            rejection = new Rejection("StationOrders", "must hold at least one item");
        rejection ??= CheckLength(document, items);
        if (rejection is not null)
            return false;

        order = new Order(document.Id, document.OtterOrderId ?? "", document.BrandName ?? "", items);
        return true;
    }

    private static Rejection? CollectItems(IReadOnlyList<SourceStationOrder?> stations, List<OrderItem> items)
    {
        for (var s = 0; s < stations.Count; s++)
        {
            var path = $"StationOrders[{s}]";
            var station = stations[s];
            if (string.IsNullOrWhiteSpace(station?.OwnStationName))
                return new Rejection($"{path}.OwnStationName", "must not be empty");

            var sourceItems = station.OrderItems ?? [];
            for (var i = 0; i < sourceItems.Count; i++)
            {
                var rejection = Check(sourceItems[i], $"{path}.OrderItems[{i}]", station.OwnStationName, out var item);
                if (rejection is not null)
                    return rejection;
                items.Add(item!);
            }
        }

        return null;
    }

    private static Rejection? CheckLength(SourceDocument document, List<OrderItem> items)
    {
        var length = items.Sum(item => TextOfNumbers + item.ItemName.Length + item.StationName.Length)
            + (document.Id?.Length ?? 0) + (document.OtterOrderId?.Length ?? 0) + (document.BrandName?.Length ?? 0);
        return length > MostText ? new Rejection("document", $"must make an order of at most {MostText} characters, made {length}") : null;
    }

    private static Rejection? Check(SourceOrderItem? source, string path, string stationName, out OrderItem? item)
    {
        item = null;
        if (string.IsNullOrWhiteSpace(source?.Name))
            return new Rejection($"{path}.Name", "must not be empty");
        var problem = source.Quantity switch
        {
            null => "must be at least 1, was missing",
            < 1 and var few => $"must be at least 1, was {few}",
            > int.MaxValue and var many => $"must be at most {int.MaxValue}, was {many}",
            var some when decimal.Truncate(some.Value) != some => $"must be a whole number, was {some}",
            _ => null,
        };
        if (problem is not null)
            return new Rejection($"{path}.Quantity", problem);

        item = new OrderItem(source.Name, stationName, (int)source.Quantity!.Value);
        return null;
    }
}
