namespace Orbital.Infrastructure.OrderManagement.MongoDb;

/// <summary>Which collection is watched and how it is read; section <c>OrderFeed</c>, the connection from <c>ConnectionStrings:MongoDB</c>.</summary>
public sealed class OrderFeedOptions
{
    /// <summary>MongoDB connection string of a replica set. Default <c>mongodb://localhost:27017</c>.</summary>
    public string ConnectionString { get; set; } = "mongodb://localhost:27017";

    /// <summary>Database of the orders; Orbital's own collections (<c>orbital_…</c>) are in it too. Default <c>orbital</c>.</summary>
    public string Database { get; set; } = "orbital";

    /// <summary>Collection of the orders. Default <c>orders</c>.</summary>
    public string Collection { get; set; } = "orders";

    /// <summary>
    /// Path of the field by which the source says that an order is cancelled; empty when it has none. Default <c>Status</c>.
    /// </summary>
    public string CancelledField { get; set; } = "Status";

    /// <summary>The values of that field that mean cancelled, in any case. Default <c>CANCELLED</c> and <c>CANCELED</c>.</summary>
    public IReadOnlyList<string>? CancelledValues { get; set; }

    /// <summary>Documents in one read. Default 200, 1 to 10,000; large batches cost the driver more for each document.</summary>
    public int BatchSize { get; set; } = 200;

    /// <summary>A server that gives no reply for so long is taken for dead and left. Default 15 s, more than 2 s.</summary>
    public TimeSpan ReplyTimeout { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>Longest wait for a usable server in one attempt, and for a connection. Default 2 s.</summary>
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>Paths of the fields by which the routing rules choose a kitchen; taken from section <c>Routing</c>.</summary>
    internal IReadOnlyList<string> RoutedBy { get; set; } = [];

    /// <summary>From so many documents on the collection is read by <c>_id</c>, so that an interrupted reading goes on where it was.</summary>
    internal int LargeCollection { get; set; } = 10_000;

    /// <summary>What is read beside the fields of an order.</summary>
    internal SourceFields SourceFields => new(new CancellationMark(CancelledField, CancelledValues ?? ["CANCELLED", "CANCELED"]), RoutedBy);
}
