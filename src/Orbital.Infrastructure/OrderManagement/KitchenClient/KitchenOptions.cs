namespace Orbital.Infrastructure.OrderManagement.KitchenClient;

/// <summary>One kitchen and how to reach it; section <c>Kitchens:&lt;name&gt;</c>.</summary>
public sealed class KitchenOptions
{
    /// <summary>The kitchen that is there without being named.</summary>
    internal const string DefaultName = "Default";

    /// <summary>What settings and logs call it.</summary>
    public string Name { get; internal set; } = DefaultName;

    /// <summary>
    /// The kitchen's gRPC address; <c>http</c> means HTTP/2 without TLS. Default <c>http://localhost:50051</c>, for the kitchen
    /// <c>Default</c> only.
    /// </summary>
    public string Address { get; set; } = "http://localhost:50051";

    /// <summary>Deadline of one call. Default 10 s, at most 1 minute.</summary>
    public TimeSpan SendTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Longest wait for a connection. Default 2 s.</summary>
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(2);
}
