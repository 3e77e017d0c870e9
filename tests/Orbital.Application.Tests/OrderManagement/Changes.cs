using Orbital.Application.OrderManagement.WatchOrders;
using Orbital.Domain.OrderManagement;

namespace Orbital.Application.Tests.OrderManagement;

/// <summary>Changes as a feed brings them.</summary>
internal static class Changes
{
    public static OrderChange Valid(string id, string? position = null) => new()
    {
        Position = new FeedPosition(position ?? $"position of {id}"),
        DocumentId = id,
        Document = new SourceDocument
        {
            Id = id,
            BrandName = "Desayuna",
            StationOrders =
            [
                new SourceStationOrder { OwnStationName = "Grill", OrderItems = [new SourceOrderItem { Name = "Burger", Quantity = 1 }] },
            ],
        },
    };
}
