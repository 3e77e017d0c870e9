namespace Orbital.Application.OrderManagement.WatchOrders;

/// <summary>How the listener works; section <c>OrderFeed</c>.</summary>
public sealed class WatchOrdersOptions
{
    /// <summary>
    /// Where to begin when no checkpoint exists. Default <see cref="FirstStart.Beginning"/>: an order too many can be seen, one that
    /// is missing cannot. Use <see cref="FirstStart.Now"/> or <see cref="FirstStart.Time"/> for a collection that holds a history of finished
    /// orders.
    /// </summary>
    public FirstStart StartFrom { get; set; } = FirstStart.Beginning;

    /// <summary>The moment from which on orders count, by the clock of MongoDB, when <see cref="StartFrom"/> is <see cref="FirstStart.Time"/>.</summary>
    public DateTimeOffset? StartTime { get; set; }

    /// <summary>Orders that are on their way to one kitchen at once; reading stops while that many are. Default 64, 1 to 10,000.</summary>
    public int MaxInFlight { get; set; } = 64;

    /// <summary>
    /// With several kitchens: how long an order waits for room among those on their way to its kitchen before it is parked, so that the
    /// orders of the others flow. Default 1 s.
    /// </summary>
    public TimeSpan ParkAfter { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Shortest time between two checkpoint writes; a crash repeats at most this much. Default 100 ms.</summary>
    public TimeSpan CheckpointInterval { get; set; } = TimeSpan.FromMilliseconds(100);

    /// <summary>How often the position of a quiet feed is saved, so that it does not age out of the oplog. Default 30 s.</summary>
    public TimeSpan IdleCheckpointInterval { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a lease holds without renewal; it is renewed three times within it. Default 6 s.</summary>
    public TimeSpan LeaseDuration { get; set; } = TimeSpan.FromSeconds(6);

    /// <summary>How often a listener that stands by asks for the lease. Default 1 s.</summary>
    public TimeSpan StandbyPollInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How long a stopping listener waits for the sends that are in flight. Default 2 s of the 5 that a stop may take.</summary>
    public TimeSpan DrainTimeout { get; set; } = TimeSpan.FromSeconds(2);
}

/// <summary>Where the very first start of a listener begins.</summary>
public enum FirstStart
{
    /// <summary>With every document that the collection holds.</summary>
    Beginning,

    /// <summary>With the documents inserted from now on.</summary>
    Now,

    /// <summary>
    /// With the documents inserted or changed from a moment on, as far as the source's history goes back: when it does not, with every
    /// document.
    /// </summary>
    Time,
}
