using Orbital.Application.OrderManagement.WatchOrders;
using Orbital.Domain.OrderManagement;

namespace Orbital.Application.Tests.OrderManagement;

/// <summary>Changes as a feed brings them.</summary>
internal static class Changes
{
    /// <summary>An order of one item for each station, or for the grill.</summary>
    public static OrderChange Valid(string id, string? position = null, string brand = "Desayuna", params string[] stations) => new()
    {
        Position = new FeedPosition(position ?? $"position of {id}"),
        DocumentId = id,
        Document = new SourceDocument
        {
            Id = id,
            BrandName = brand,
            StationOrders = [.. (stations.Length == 0 ? ["Grill"] : stations).Select(Station)],
        },
    };

    /// <summary>What comes when a document says that its order is cancelled.</summary>
    public static OrderChange Cancelled(string id, string? position = null) => new()
    {
        Position = new FeedPosition(position ?? $"position of the cancellation of {id}"),
        DocumentId = id,
        Document = new SourceDocument { Id = id, IsCancelled = true },
        IsUpdate = true,
    };

    private static SourceStationOrder Station(string name) =>
        new() { OwnStationName = name, OrderItems = [new SourceOrderItem { Name = "Burger", Quantity = 1 }] };
}
