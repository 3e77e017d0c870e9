using System.Diagnostics.Metrics;
using System.Text.Json;

namespace Orbital.Application.Kitchen;

/// <summary>What the kitchen counts and times. No label carries an order, a brand or anything else that grows without end.</summary>
public static class KitchenMeter
{
    /// <summary>Name of the meter.</summary>
    public const string Name = "Orbital.Kitchen";

    private static readonly Meter Meter = new(Name);

    /// <summary>From a few milliseconds, a commit, to the deadline of a call.</summary>
    private static readonly double[] CallSeconds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

    /// <summary>From something that only needs a hand to what takes an hour.</summary>
    private static readonly double[] KitchenSeconds = [15, 30, 60, 120, 180, 300, 480, 720, 1_200, 1_800, 3_600];

    /// <summary>How long an order waited for its acceptance, by outcome.</summary>
    public static readonly Histogram<double> AcceptDuration = Histogram("orbital.orders.accept.duration", "s", "Time to accept an order, by outcome.", CallSeconds);

    /// <summary>How many decisions shared a transaction.</summary>
    public static readonly Histogram<int> GroupSize = Meter.CreateHistogram(
        "orbital.transactions.group_size", "{decision}", "Decisions in one transaction.", tags: null,
        new InstrumentAdvice<int> { HistogramBucketBoundaries = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512] });

    /// <summary>How long a group took from being taken up to its commit.</summary>
    public static readonly Histogram<double> TransactionDuration = Histogram("orbital.transactions.duration", "s", "Time of one transaction.", CallSeconds);

    /// <summary>Transactions that were not committed, by cause.</summary>
    private static readonly Counter<long> TransactionFailures = Counter("orbital.transactions.failures", "{transaction}", "Transactions that were not committed, by cause.");

    /// <summary>From the start of a batch item to its last unit, by station and item; the label is <c>other</c> beyond a number of them.</summary>
    public static readonly Histogram<double> CookDuration = Histogram("orbital.batch_items.cook.duration", "s", "Time from start to completion, by station and item; cancelled units count until a cook acknowledges them.", KitchenSeconds);

    /// <summary>From an order's arrival to its last unit.</summary>
    public static readonly Histogram<double> ReadyDuration = Histogram("orbital.orders.ready.duration", "s", "Time from an order's arrival until it is ready.", KitchenSeconds);

    /// <summary>Subscribers, by protocol.</summary>
    public static readonly UpDownCounter<long> OpenStreams = Meter.CreateUpDownCounter<long>("orbital.streams.open", "{stream}", "Event streams that are open, by protocol.");

    /// <summary>Subscribers that came with a position, by protocol.</summary>
    public static readonly Counter<long> Replays = Counter("orbital.streams.replays", "{stream}", "Event streams that asked for a position, by protocol.");

    /// <summary>Subscribers that did not read, by protocol.</summary>
    public static readonly Counter<long> Evictions = Counter("orbital.streams.evictions", "{stream}", "Event streams ended because their client did not read, by protocol.");

    /// <summary>Events written to subscribers, by protocol.</summary>
    public static readonly Counter<long> Deliveries = Counter("orbital.events.delivered", "{event}", "Events written to streams, by protocol.");

    /// <summary>Events that had fallen out of memory when a subscriber needed them.</summary>
    public static readonly Counter<long> EventsReplayed = Counter("orbital.events.replayed", "{event}", "Events read from the database for subscribers that were behind.");

    /// <summary>Events go by Server-Sent Events.</summary>
    public const string Sse = "sse";

    /// <summary>Events go by gRPC.</summary>
    public const string Grpc = "grpc";

    /// <summary>
    /// Shows counters before there is anything to count: one that appears with its first count looks to Prometheus as if it had never grown, and
    /// its alarm would stay silent.
    /// </summary>
    public static void BeginAtZero()
    {
        EventsReplayed.Add(0);
        foreach (var cause in Enum.GetValues<TransactionFailure>())
            TransactionFailures.Add(0, By(cause));
        foreach (var protocol in new[] { By(Sse), By(Grpc) })
        {
            OpenStreams.Add(0, protocol);
            foreach (var counter in new[] { Replays, Evictions, Deliveries })
                counter.Add(0, protocol);
        }
    }

    /// <summary>Counts a transaction that was not committed.</summary>
    public static void CountFailure(TransactionFailure cause) => TransactionFailures.Add(1, By(cause));

    /// <summary>Says by which protocol, <see cref="Sse"/> or <see cref="Grpc"/>.</summary>
    public static KeyValuePair<string, object?> By(string protocol) => new("protocol", protocol);

    private static KeyValuePair<string, object?> By(TransactionFailure cause) => new("cause", NameOf(cause));

    /// <summary>A cause as it is told.</summary>
    public static string NameOf(TransactionFailure cause) => JsonNamingPolicy.SnakeCaseLower.ConvertName(cause.ToString());

    private static Counter<long> Counter(string name, string unit, string description) => Meter.CreateCounter<long>(name, unit, description);

    private static Histogram<double> Histogram(string name, string unit, string description, double[] bounds) =>
        Meter.CreateHistogram(name, unit, description, tags: null, new InstrumentAdvice<double> { HistogramBucketBoundaries = bounds });
}

/// <summary>Why a transaction is not committed. The first two are made good at once.</summary>
public enum TransactionFailure
{
    /// <summary>Another replica has written meanwhile.</summary>
    OtherWriter,

    /// <summary>It is tried again.</summary>
    Repeated,

    /// <summary>One of its decisions cannot be written; the others are written without it.</summary>
    Refused,

    /// <summary>The database is away, is not ready yet, or has more callers waiting for it than there is room for.</summary>
    Unavailable,
}
