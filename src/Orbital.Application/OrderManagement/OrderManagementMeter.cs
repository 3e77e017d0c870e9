using System.Diagnostics.Metrics;
using System.Text.Json;
using Orbital.Application.OrderManagement.DeadLetters;
using Orbital.Application.OrderManagement.DeliverOrder;

namespace Orbital.Application.OrderManagement;

/// <summary>The counters of Order Management: one for success, one for each way to fail.</summary>
public static class OrderManagementMeter
{
    /// <summary>Name of the meter.</summary>
    public const string Name = "Orbital.OrderManagement";

    private static readonly Meter Meter = new(Name);

    public static readonly Counter<long> Read = Counter("orbital.orders.read", "Changes read from the source");
    public static readonly Counter<long> Extracted = Counter("orbital.orders.extracted", "Orders taken from a document");
    public static readonly Counter<long> Delivered = Counter("orbital.orders.delivered", "Orders acknowledged by a kitchen, by kitchen");
    public static readonly Counter<long> Cancelled = Counter("orbital.orders.cancelled", "Cancellations acknowledged by a kitchen, by kitchen");
    public static readonly Counter<long> Parked = Counter("orbital.orders.parked", "Orders kept for a kitchen that takes nothing now, by kitchen");
    public static readonly Counter<long> SetAside = Counter("orbital.orders.set_aside", "Documents written to the dead letters, by reason");
    public static readonly Counter<long> LettersReplayed = Counter("orbital.dead_letters.replayed", "Dead letters that were delivered after all");
    public static readonly Counter<long> LettersDropped = Counter("orbital.dead_letters.dropped", "Dead letters that people threw away");
    private static readonly Counter<long> SendFailures = Counter("orbital.kitchen.send_failures", "Sends that did not deliver, by outcome and kitchen");
    public static readonly Counter<long> FeedFailures = Counter("orbital.feed.failures", "Failures of the feed that led to a back-off");
    public static readonly Counter<long> HistoryLost = Counter("orbital.feed.history_lost", "Times that the collection had to be scanned again");
    public static readonly Counter<long> StreamsStoodStill = Counter("orbital.feed.stood_still", "Times that the stream answered with nothing while our own writes went on");
    public static readonly Counter<long> CheckpointFailures = Counter("orbital.checkpoint.failures", "Checkpoint writes that failed");
    public static readonly Counter<long> LeasesLost = Counter("orbital.lease.lost", "Times that this listener lost its lease");

    /// <summary>Says of which kitchen a count is.</summary>
    public static KeyValuePair<string, object?> Of(string kitchen) => new("kitchen", kitchen);

    /// <summary>Says why a document was set aside, by one of a few words.</summary>
    internal static KeyValuePair<string, object?> Because(SetAsideReason reason) => new("reason", reason.ToString().ToLowerInvariant());

    /// <summary>
    /// Shows counters before there is anything to count: one that appears with its first count looks to Prometheus as if it had never grown, and
    /// its alarm would stay silent.
    /// </summary>
    public static void BeginAtZero(IEnumerable<string> kitchens)
    {
        foreach (var counter in new[] { Read, Extracted, LettersReplayed, LettersDropped, FeedFailures, HistoryLost, StreamsStoodStill, CheckpointFailures, LeasesLost })
            counter.Add(0);
        foreach (var reason in Enum.GetValues<SetAsideReason>())
            SetAside.Add(0, Because(reason));
        foreach (var kitchen in kitchens)
        {
            foreach (var counter in new[] { Delivered, Cancelled, Parked })
                counter.Add(0, Of(kitchen));
            foreach (var kind in Enum.GetValues<SendOutcomeKind>().Where(kind => kind != SendOutcomeKind.Delivered))
                SendFailures.Add(0, With(kind), Of(kitchen));
        }
    }

    internal static void CountFailure(SendOutcomeKind kind, string kitchen) => SendFailures.Add(1, With(kind), Of(kitchen));

    internal static void Count(SendResult result)
    {
        var kitchen = Of(result.Message.Lane.Name);
        switch (result.Fate)
        {
            case SendFate.Taken when result.Message.Order is null:
                Cancelled.Add(1, kitchen);
                break;
            case SendFate.Taken:
                Delivered.Add(1, kitchen);
                break;
            case SendFate.Away:
                Parked.Add(1, kitchen);
                break;
        }
    }

    private static KeyValuePair<string, object?> With(SendOutcomeKind kind) => new("outcome", JsonNamingPolicy.SnakeCaseLower.ConvertName(kind.ToString()));

    private static Counter<long> Counter(string name, string description) => Meter.CreateCounter<long>(name, description: description);
}
