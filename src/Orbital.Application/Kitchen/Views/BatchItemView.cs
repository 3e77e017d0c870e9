using Orbital.Domain.Kitchen;

namespace Orbital.Application.Kitchen.Views;

/// <summary>A batch item as every interface shows it: REST, events and gRPC alike.</summary>
/// <param name="Id">Its id.</param>
/// <param name="StationName">The station that cooks it.</param>
/// <param name="ItemName">What to cook.</param>
/// <param name="Status">How far it is.</param>
/// <param name="Priority">Rush when a cook said so or one of its orders is in a hurry.</param>
/// <param name="Quantity">Units to cook in all.</param>
/// <param name="CompletedQuantity">Units that are done.</param>
/// <param name="CancelledQuantity">Units cooking that nobody wants any more, until a cook acknowledges it.</param>
/// <param name="IsHandMade">A cook made it ahead of demand.</param>
/// <param name="Note">What cooks tell each other; empty when nothing.</param>
/// <param name="Brands">The brands of the orders in it, each once, in the order in which they came.</param>
/// <param name="Orders">Whose units these are, first come first.</param>
/// <param name="AcceptsUntil">Until when it accepts more units while it is pending and under its capacity.</param>
/// <param name="CreatedAt">When its first unit arrived.</param>
/// <param name="StartedAt">When cooking began; null before.</param>
/// <param name="CompletedAt">When its last unit was done; null before.</param>
/// <param name="UpdatedAt">When it last changed.</param>
/// <param name="AllowedActions">What its status allows now, by the names of the routes.</param>
/// <param name="Version">Number of the event that last changed it.</param>
public sealed record BatchItemView(
    Guid Id,
    string StationName,
    string ItemName,
    BatchItemStatus Status,
    Priority Priority,
    int Quantity,
    int CompletedQuantity,
    int CancelledQuantity,
    bool IsHandMade,
    string Note,
    IReadOnlyList<string> Brands,
    IReadOnlyList<ServedOrderView> Orders,
    DateTimeOffset AcceptsUntil,
    DateTimeOffset CreatedAt,
    DateTimeOffset? StartedAt,
    DateTimeOffset? CompletedAt,
    DateTimeOffset UpdatedAt,
    IReadOnlyList<string> AllowedActions,
    long Version)
{
    public static BatchItemView Of(BatchItem item) => new(
        item.Id,
        item.StationName,
        item.ItemName,
        item.Status,
        item.IsRush ? Priority.Rush : Priority.Normal,
        item.Quantity,
        item.Completed,
        item.Cancelled,
        item.IsHandMade,
        item.Note,
        [.. item.Allocations.Select(allocation => allocation.BrandName).Where(brand => brand.Length > 0).Distinct()],
        ServedOrders(item.Allocations),
        item.AcceptsUntil,
        item.CreatedAt,
        item.StartedAt,
        item.CompletedAt,
        item.UpdatedAt,
        item.AllowedActions,
        item.Version);

    // Several lines of one order show as one entry.
    private static List<ServedOrderView> ServedOrders(IReadOnlyList<Allocation> allocations)
    {
        List<ServedOrderView> served = [];
        foreach (var allocation in allocations)
        {
            var index = served.FindIndex(order => order.OrderId == allocation.OrderId);
            if (index < 0)
                served.Add(new ServedOrderView(allocation.OrderId, allocation.Quantity, allocation.Completed, allocation.IsRush, allocation.IsCancelled));
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
/// <param name="OrderId">The order.</param>
/// <param name="Quantity">Its units in this batch item.</param>
/// <param name="CompletedQuantity">How many of them are done.</param>
/// <param name="IsRush">It goes before the others.</param>
/// <param name="IsCancelled">It was cancelled after cooking had begun.</param>
public sealed record ServedOrderView(string OrderId, int Quantity, int CompletedQuantity, bool IsRush, bool IsCancelled);
