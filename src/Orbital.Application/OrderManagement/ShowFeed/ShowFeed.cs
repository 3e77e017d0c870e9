using MediatR;
using Orbital.Application.OrderManagement.DeliverOrder;
using Orbital.Application.OrderManagement.ParkedOrders;
using Orbital.Application.OrderManagement.WatchOrders;

namespace Orbital.Application.OrderManagement.ShowFeed;

/// <summary>What the listener is doing and what it knows of its neighbours; answered from memory.</summary>
public sealed record ShowFeed : IRequest<FeedView>;

/// <summary>One moment of this listener.</summary>
/// <param name="Feed">The side of the source.</param>
/// <param name="Kitchens">The side of the kitchens.</param>
/// <param name="SinceTurn">How long ago the listener's loop last turned; never over a minute while it works.</param>
public sealed record FeedView(FeedState Feed, IReadOnlyList<KitchenView> Kitchens, TimeSpan SinceTurn);

/// <summary>One kitchen at that moment.</summary>
/// <param name="Name">Its name.</param>
/// <param name="State">What the last sends have shown of it.</param>
/// <param name="InFlight">Orders on their way to it.</param>
/// <param name="Parked">What waits for it durably; known to the listener that works.</param>
public sealed record KitchenView(string Name, KitchenState State, int InFlight, ParkedState Parked);

internal sealed class ShowFeedHandler(FeedStatus status, KitchenLanes lanes) : IRequestHandler<ShowFeed, FeedView>
{
    public Task<FeedView> Handle(ShowFeed request, CancellationToken cancellationToken) => Task.FromResult(new FeedView(
        status.State, [.. lanes.Select(lane => new KitchenView(lane.Name, lane.Gate.State, lane.InFlight, lane.Parked.State))], status.SinceTurn));
}
