using System.Diagnostics;

namespace Orbital.Application.Kitchen;

/// <summary>
/// The kitchen's part of an order's trace. Nothing is made while nobody listens; what is stored of a trace is the W3C <c>traceparent</c> of
/// the span that accepted the order, and only when it is recorded.
/// </summary>
public static class KitchenActivities
{
    /// <summary>The source of all spans here.</summary>
    public static readonly ActivitySource Source = new(KitchenMeter.Name);

    /// <summary>The span of ours that runs now, if it is recorded; the web server's own is exported by nobody.</summary>
    public static ActivityContext Current =>
        Source.HasListeners() && Activity.Current is { Recorded: true } activity && activity.Source == Source ? activity.Context : default;

    /// <summary>The same as text, to be stored; null when nothing is recorded.</summary>
    public static string? CurrentTraceParent => Current == default ? null : Activity.Current!.Id;

    /// <summary>The trace of a stored <c>traceparent</c>.</summary>
    public static string? TraceIdOf(string? traceParent) =>
        ActivityContext.TryParse(traceParent, traceState: null, out var context) ? context.TraceId.ToHexString() : null;

    /// <summary>Begins work on behalf of several orders: in the trace of the first that is recorded, linked to the others.</summary>
    /// <param name="name">What is done.</param>
    /// <param name="kind">Its kind.</param>
    /// <param name="orders">Where the orders' traces stand; <c>default</c> for those without one.</param>
    public static Activity? BeginForAll(string name, ActivityKind kind, IEnumerable<ActivityContext> orders)
    {
        if (!Source.HasListeners())
            return null;
        var traced = orders.Where(context => context != default).Distinct().ToList();
        return traced.Count == 0
            ? null
            : Source.StartActivity(name, kind, traced[0], links: traced.Skip(1).Select(context => new ActivityLink(context)));
    }
}
