using Orbital.Domain.Kitchen;

namespace Orbital.Infrastructure.Kitchen.PostgreSql;

/// <summary>The time of the work that one transaction does.</summary>
internal static class KitchenClock
{
    /// <summary>Begins work at a time that never goes back along the events: another replica's clock may be ahead, or this one waited.</summary>
    /// <param name="lastSequence">Number of the last event.</param>
    /// <param name="now">What the clock says.</param>
    /// <param name="lastAt">When the last event happened.</param>
    /// <param name="policies">The batching policies.</param>
    public static KitchenWork Work(long lastSequence, DateTimeOffset now, DateTimeOffset lastAt, BatchingPolicies policies)
    {
        // Whole milliseconds: what an event says is then exactly what the row says, which keeps microseconds.
        now = now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMillisecond));
        now = now < lastAt ? lastAt : now;
        return new KitchenWork(lastSequence, now, policies, () => Guid.CreateVersion7(now));
    }
}
