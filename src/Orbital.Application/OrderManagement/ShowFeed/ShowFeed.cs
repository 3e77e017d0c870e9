using MediatR;
using Orbital.Application.OrderManagement.DeliverOrder;
using Orbital.Application.OrderManagement.WatchOrders;

namespace Orbital.Application.OrderManagement.ShowFeed;

/// <summary>What the listener is doing and what it knows of its neighbours; answered from memory.</summary>
public sealed record ShowFeed : IRequest<FeedView>;

/// <summary>One moment of this listener.</summary>
/// <param name="Feed">The side of the source.</param>
/// <param name="Kitchen">The side of the kitchen.</param>
public sealed record FeedView(FeedState Feed, KitchenState Kitchen);

internal sealed class ShowFeedHandler(FeedStatus status, KitchenGate gate) : IRequestHandler<ShowFeed, FeedView>
{
    public Task<FeedView> Handle(ShowFeed request, CancellationToken cancellationToken) =>
        Task.FromResult(new FeedView(status.State, gate.State));
}
