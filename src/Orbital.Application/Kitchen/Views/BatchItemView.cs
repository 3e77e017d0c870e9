using Orbital.Domain.Kitchen;

namespace Orbital.Application.Kitchen.Views;

/// <summary>A batch item as every interface shows it: REST, events and gRPC alike.</summary>
/// <param name="Id">Its id.</param>
/// <param name="StationName">The station that cooks it.</param>
/// <param name="ItemName">What to cook.</param>
/// <param name="Status">How far it is.</param>
/// <param name="Quantity">Units to cook in all.</param>
/// <param name="CompletedQuantity">Units that are done.</param>
/// <param name="Brands">The brands of the orders in it, each once, in the order in which they came.</param>
/// <param name="Orders">Whose units these are, first come first.</param>
/// <param name="AcceptsUntil">Until when it accepts more units while it is pending and under its capacity.</param>
/// <param name="CreatedAt">When its first unit arrived.</param>
/// <param name="UpdatedAt">When it last changed.</param>
/// <param name="Version">Number of the event that last changed it.</param>
public sealed record BatchItemView(
    Guid Id,
    string StationName,
    string ItemName,
    BatchItemStatus Status,
    int Quantity,
    int CompletedQuantity,
    IReadOnlyList<string> Brands,
    IReadOnlyList<ServedOrderView> Orders,
    DateTimeOffset AcceptsUntil,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt,
    long Version)
{
    public static BatchItemView Of(BatchItem item) => new(
        item.Id,
        item.StationName,
        item.ItemName,
        item.Status,
        item.Quantity,
        item.Completed,
        [.. item.Allocations.Select(allocation => allocation.BrandName).Where(brand => brand.Length > 0).Distinct()],
        ServedOrders(item.Allocations),
        item.AcceptsUntil,
        item.CreatedAt,
        item.UpdatedAt,
        item.Version);

    // Several lines of one order show as one entry.
    private static List<ServedOrderView> ServedOrders(IReadOnlyList<Allocation> allocations)
    {
        List<ServedOrderView> served = [];
        foreach (var allocation in allocations)
        {
            var index = served.FindIndex(order => order.OrderId == allocation.OrderId);
            if (index < 0)
                served.Add(new ServedOrderView(allocation.OrderId, allocation.Quantity, allocation.Completed));
            else
                served[index] = served[index] with
                {
                    Quantity = served[index].Quantity + allocation.Quantity,
                    CompletedQuantity = served[index].CompletedQuantity + allocation.Completed,
                };
        }

        return served;
    }
}

/// <summary>How many units of a batch item one order gets.</summary>
public sealed record ServedOrderView(string OrderId, int Quantity, int CompletedQuantity);
