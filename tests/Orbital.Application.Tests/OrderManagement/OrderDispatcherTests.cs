using MediatR;
using Microsoft.Extensions.Time.Testing;
using NSubstitute;
using Orbital.Application.OrderManagement.DeliverOrder;
using Orbital.Application.OrderManagement.WatchOrders;

namespace Orbital.Application.Tests.OrderManagement;

public sealed class OrderDispatcherTests
{
    [Fact]
    public async Task A_delivery_resets_the_back_off_before_the_status_shows_it()
    {
        var status = new FeedStatus(new FakeTimeProvider());
        var mediator = Substitute.For<IMediator>();
        mediator.Send(Arg.Any<DeliverOrder>(), Arg.Any<CancellationToken>()).Returns(Delivery.Delivered);
        using var dispatcher = new OrderDispatcher(mediator, new CheckpointTracker(), status, term: 1, maxInFlight: 1);
        var shownWhenReset = new TaskCompletionSource<long>();

        await dispatcher.DispatchAsync(
            Changes.Valid("a"), () => shownWhenReset.SetResult(status.State.Delivered), TestContext.Current.CancellationToken);

        (await shownWhenReset.Task).ShouldBe(0);
        await Eventually.TrueAsync(() => status.State.Delivered == 1, "the delivery is shown");
    }
}
