using Orbital.Application.OrderManagement.ShowFeed;

namespace Orbital.OrderManagement.Api;

/// <summary>The listener's state on the wire.</summary>
/// <param name="Role"><c>starting</c>, <c>standby</c>, <c>working</c> or <c>stopped</c>.</param>
/// <param name="RoleSince">Since when.</param>
/// <param name="Position">The last saved position, as the source names it; null before the first.</param>
/// <param name="PositionSavedAt">When this process saved it.</param>
/// <param name="LastReplyAt">When the source last answered, also with nothing.</param>
/// <param name="ReadUpTo">All changes of the source up to then have been read, by its clock; null while standing by and in a first scan.</param>
/// <param name="LagSeconds">How long ago that is.</param>
/// <param name="BackOff">The wait between two attempts to reach the source; null when all is well.</param>
/// <param name="InFlight">Orders that were read and are not finished.</param>
/// <param name="Delivered">Orders that the kitchen acknowledged since the process started.</param>
/// <param name="Cancelled">Cancellations that the kitchen acknowledged since the process started.</param>
/// <param name="SetAside">Documents that were set aside since the process started.</param>
/// <param name="Kitchen">The other side.</param>
internal sealed record FeedJson(
    string Role,
    DateTimeOffset RoleSince,
    string? Position,
    DateTimeOffset? PositionSavedAt,
    DateTimeOffset? LastReplyAt,
    DateTimeOffset? ReadUpTo,
    double? LagSeconds,
    BackOffJson? BackOff,
    int InFlight,
    long Delivered,
    long Cancelled,
    long SetAside,
    KitchenJson Kitchen)
{
    public static FeedJson From(FeedView view)
    {
        var (feed, kitchen) = view;
        var backOff = feed.BackOff is { } wait
            ? new BackOffJson(wait.Failures, wait.Since, wait.Delay.TotalSeconds, wait.RetryAt, wait.Reason)
            : null;
        return new FeedJson(
            feed.Role.ToString().ToLowerInvariant(), feed.RoleSince, feed.Position?.Token, feed.PositionSavedAt, feed.LastReplyAt,
            feed.ReadUpTo, feed.Lag?.TotalSeconds, backOff,
            feed.InFlight, feed.Delivered, feed.Cancelled, feed.SetAside,
            new KitchenJson(kitchen.Open, kitchen.Since, kitchen.Failures, kitchen.RetryAt, kitchen.Reason, kitchen.Alarm));
    }
}

/// <summary>A wait between two attempts to reach the source.</summary>
internal sealed record BackOffJson(int Failures, DateTimeOffset Since, double DelaySeconds, DateTimeOffset RetryAt, string Reason);

/// <summary>Whether the kitchen takes orders, as far as the last sends have shown.</summary>
internal sealed record KitchenJson(
    bool TakesOrders, DateTimeOffset Since, int Failures, DateTimeOffset? RetryAt, string? Reason, bool Alarm);
