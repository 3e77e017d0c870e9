using System.Diagnostics.Metrics;
using MediatR;
using Orbital.Application.OrderManagement;
using Orbital.Application.OrderManagement.ShowFeed;
using Orbital.Application.OrderManagement.WatchOrders;
using Orbital.Infrastructure.Hosting;
using Orbital.Infrastructure.OrderManagement.MongoDb;

namespace Orbital.Infrastructure.OrderManagement.Hosting;

/// <summary>What <c>/api/v1/feed</c> tells, as gauges.</summary>
internal sealed class FeedGauges : IScrapedState
{
    private readonly IMediator _mediator;
    private readonly TimeProvider _time;
    private FeedView? _view;

    public FeedGauges(IMediator mediator, IMeterFactory meters, MongoConnection mongo, TimeProvider time)
    {
        (_mediator, _time) = (mediator, time);
        // A meter of this host's own: gone when the host is.
        var meter = meters.Create(OrderManagementMeter.Name);
        Feed(meter, "orbital.feed.lag", "s", "How long ago all changes of the source had been read; absent while standing by and in a first scan.", feed => feed.Lag?.TotalSeconds);
        Feed(meter, "orbital.feed.backlog", "{change}", "Changes that the source has handed out and that are not finished.", feed => feed.Waiting + feed.InFlight);
        Feed(meter, "orbital.feed.last_reply.age", "s", "How long ago the source last answered.", feed => Age(feed.LastReplyAt));
        Feed(meter, "orbital.feed.back_off.failures", "{failure}", "Failures of the feed in a row; 0 when all is well.", feed => feed.BackOff?.Failures ?? 0);
        Feed(meter, "orbital.feed.back_off.delay", "s", "Length of the present wait between two attempts; 0 when all is well.", feed => feed.BackOff?.Delay.TotalSeconds ?? 0);
        Feed(meter, "orbital.feed.reading", "1", "1 while the whole collection is read beside the stream, 0 otherwise.", feed => feed.Reading is null ? 0 : 1);
        Feed(meter, "orbital.feed.reading.held", "1", "1 while that reading waits for an operator's decision, 0 otherwise.", feed => feed.Reading is { IsHeld: true } ? 1 : 0);
        Feed(meter, "orbital.feed.clock.offset", "s", "How far MongoDB's clock is ahead of this machine's.", _ => mongo.Clock.Offset?.TotalSeconds);
        Feed(meter, "orbital.orders.in_flight", "{order}", "Orders that were read and are not finished.", feed => feed.InFlight);
        meter.CreateObservableGauge("orbital.feed.role", Roles, "1", "1 for what this listener is, 0 for what it is not.");
        Kitchens(meter, "orbital.kitchen.available", "1", "1 while the kitchen takes orders, 0 while they are held back.", kitchen => kitchen.State.Open ? 1 : 0);
        Kitchens(meter, "orbital.kitchen.back_off.failures", "{failure}", "Failed attempts in a row; 0 when all is well.", kitchen => kitchen.State.Failures);
        Kitchens(meter, "orbital.kitchen.in_flight", "{order}", "Orders on their way to the kitchen.", kitchen => kitchen.InFlight);
        Kitchens(meter, "orbital.kitchen.parked", "{order}", "Orders parked for the kitchen.", kitchen => kitchen.Parked.Count);
    }

    public async Task RefreshAsync(CancellationToken cancellationToken)
    {
        _view = await _mediator.Send(new ShowFeed(), cancellationToken);
        OrderManagementMeter.BeginAtZero(_view.Kitchens.Select(kitchen => kitchen.Name));
    }

    private void Feed(Meter meter, string name, string unit, string description, Func<FeedState, double?> value) => meter.CreateObservableGauge(
        name, IEnumerable<Measurement<double>> () => _view is { } view && value(view.Feed) is { } number ? [new Measurement<double>(number)] : [], unit, description);

    private void Kitchens(Meter meter, string name, string unit, string description, Func<KitchenView, long> value) => meter.CreateObservableGauge(
        name, () => (_view?.Kitchens ?? []).Select(kitchen => new Measurement<long>(value(kitchen), OrderManagementMeter.Of(kitchen.Name))), unit, description);

    private IEnumerable<Measurement<int>> Roles() => _view is null
        ? []
        : Enum.GetValues<FeedRole>().Select(role => new Measurement<int>(
            role == _view.Feed.Role ? 1 : 0, new KeyValuePair<string, object?>("role", role.ToString().ToLowerInvariant())));

    private double? Age(DateTimeOffset? moment) => moment is { } at ? Math.Max(0, (_time.GetUtcNow() - at).TotalSeconds) : null;
}
