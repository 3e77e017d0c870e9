using Orbital.Application.OrderManagement.ShowFeed;
using Orbital.Application.OrderManagement.WatchOrders;

namespace Orbital.OrderManagement.Api;

/// <summary>The listener's state on the wire.</summary>
/// <param name="Role"><c>starting</c>, <c>standby</c>, <c>working</c> or <c>stopped</c>.</param>
/// <param name="RoleSince">Since when.</param>
/// <param name="Position">The last saved position, as the source names it; null before the first.</param>
/// <param name="PositionSavedAt">When this process saved it.</param>
/// <param name="LastReplyAt">When the source last answered, also with nothing.</param>
/// <param name="ReadUpTo">All changes of the source up to then have been read, by its clock; null while standing by and while a first start reads the collection.</param>
/// <param name="LagSeconds">How long ago that is.</param>
/// <param name="BackOff">The wait between two attempts to reach the source; null when all is well.</param>
/// <param name="Reading">The reading of the whole collection beside the stream; null when none is unfinished.</param>
/// <param name="InFlight">Orders that were read and are not finished.</param>
/// <param name="Delivered">Orders that their kitchens acknowledged since the process started.</param>
/// <param name="Cancelled">Cancellations that the kitchens acknowledged since the process started.</param>
/// <param name="SetAside">Documents that were set aside since the process started.</param>
/// <param name="Kitchens">The other side.</param>
internal sealed record FeedJson(
    string Role,
    DateTimeOffset RoleSince,
    string? Position,
    DateTimeOffset? PositionSavedAt,
    DateTimeOffset? LastReplyAt,
    DateTimeOffset? ReadUpTo,
    double? LagSeconds,
    BackOffJson? BackOff,
    ReadingJson? Reading,
    int InFlight,
    long Delivered,
    long Cancelled,
    long SetAside,
    IReadOnlyList<KitchenJson> Kitchens)
{
    public static FeedJson From(FeedView view)
    {
        var feed = view.Feed;
        var backOff = feed.BackOff is { } wait
            ? new BackOffJson(wait.Failures, wait.Since, wait.Delay.TotalSeconds, wait.RetryAt, wait.Reason)
            : null;
        return new FeedJson(
            feed.Role.ToString().ToLowerInvariant(), feed.RoleSince, feed.Position?.Token, feed.PositionSavedAt, feed.LastReplyAt,
            feed.ReadUpTo, feed.Lag?.TotalSeconds, backOff, ReadingJson.From(feed.Reading),
            feed.InFlight, feed.Delivered, feed.Cancelled, feed.SetAside,
            [.. view.Kitchens.Select(KitchenJson.From)]);
    }
}

/// <summary>A wait between two attempts to reach the source.</summary>
internal sealed record BackOffJson(int Failures, DateTimeOffset Since, double DelaySeconds, DateTimeOffset RetryAt, string Reason);

/// <summary>A reading of the whole collection beside the stream.</summary>
/// <param name="State"><c>reading</c>, or <c>held</c> while it waits for an operator's decision.</param>
/// <param name="IsSecond">Because changes were lost; false for that of a first start.</param>
/// <param name="Reason">Why.</param>
/// <param name="Since">Since when, by the source's clock.</param>
/// <param name="HandedOut">Documents handed out for delivery, since it was opened.</param>
/// <param name="PassedOver">Documents left out, since it was opened: they were there at the first start, or an operator said so.</param>
/// <param name="Decision"><c>deliver</c>, <c>skip</c>, or null while nobody has decided.</param>
internal sealed record ReadingJson(
    string State, bool IsSecond, string Reason, DateTimeOffset Since, long HandedOut, long PassedOver, string? Decision)
{
    public static ReadingJson? From(CollectionReading? reading) => reading is null ? null : new ReadingJson(
        reading.IsHeld ? "held" : "reading", reading.IsSecond, reading.Reason, reading.Since, reading.HandedOut, reading.PassedOver,
        reading.Unknown == UnknownDocuments.Undecided ? null : reading.Unknown.ToString().ToLowerInvariant());
}

/// <summary>One kitchen, as far as the last sends have shown.</summary>
/// <param name="Name">Its name in the settings.</param>
/// <param name="TakesOrders">False while its orders are held back.</param>
/// <param name="Since">Since when it is so.</param>
/// <param name="Failures">Failed attempts in a row.</param>
/// <param name="RetryAt">When the next attempt is due.</param>
/// <param name="Reason">Why the last attempt failed.</param>
/// <param name="Alarm">True when waiting does not help.</param>
/// <param name="InFlight">Orders on their way to it.</param>
/// <param name="Parked">Orders that wait for it in MongoDB, as the listener that works knows.</param>
/// <param name="ParkedSince">Since when there are any.</param>
internal sealed record KitchenJson(
    string Name, bool TakesOrders, DateTimeOffset Since, int Failures, DateTimeOffset? RetryAt, string? Reason, bool Alarm,
    int InFlight, long Parked, DateTimeOffset? ParkedSince)
{
    public static KitchenJson From(KitchenView view) => new(
        view.Name, view.State.Open, view.State.Since, view.State.Failures, view.State.RetryAt, view.State.Reason, view.State.Alarm,
        view.InFlight, view.Parked.Count, view.Parked.Since);
}
