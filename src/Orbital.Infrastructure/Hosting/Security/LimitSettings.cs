using System.ComponentModel.DataAnnotations;

namespace Orbital.Infrastructure.Hosting.Security;

/// <summary>
/// How much of a service one caller, and all of them, may take. Section <c>Limits</c>. What counts by caller has its default where callers must
/// sign in; without sign-in all may come from one address, and there is no such limit unless it is set.
/// </summary>
internal sealed class LimitSettings
{
    public const string Section = "Limits";

    /// <summary>Connections in all, at each port. Default 10,000; more are closed at once.</summary>
    [Range(10, 1_000_000)]
    public int Connections { get; set; } = 10_000;

    /// <summary>Connections from one address (IPv6: one /64), at each port. Default 1,000 with sign-in. Trusted proxies have no such limit.</summary>
    [Range(1, 1_000_000)]
    public int? ConnectionsPerAddress { get; set; }

    /// <summary>How long the headers of a request may take to arrive. Default 10 s; 1 s to 1 min.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:01:00")]
    public TimeSpan HeadersTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How long a connection may be idle before it is closed. Default 10 min 20 s; 1 s to 1 day. A load balancer that keeps connections for
    /// longer sends requests on one that is just being closed, and answers 502: those of today keep them for at most 10 minutes.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan IdleTimeout { get; set; } = TimeSpan.FromSeconds(620);

    /// <summary>How fast the body of a request must arrive, once <see cref="BodyGracePeriod"/> has passed. Default 240; a sender that is slower is cut off.</summary>
    [Range(1, 1_000_000)]
    public int BodyBytesPerSecond { get; set; } = 240;

    /// <summary>How long a body may be slower. Default 5 s; 2 s to 1 min.</summary>
    [Range(typeof(TimeSpan), "00:00:02", "00:01:00")]
    public TimeSpan BodyGracePeriod { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Requests and calls of one caller per second, four times as many at once. Default 50 with sign-in. The role <c>service</c> has no such limit.</summary>
    [Range(1, 1_000_000)]
    public int? RequestsPerSecond { get; set; }

    /// <summary>Requests with a sign-in that is refused, from one address; beyond them nobody new there is looked at. Default 300 with sign-in.</summary>
    [Range(1, 1_000_000)]
    public int? FailedSignInsPerMinute { get; set; }

    /// <summary>Screens that ask to be let in, from one address. Default 10 with sign-in.</summary>
    [Range(1, 1_000_000)]
    public int? PairingsPerMinute { get; set; }

    /// <summary>Codes that one manager enters, right or wrong. Default 10 with sign-in.</summary>
    [Range(1, 1_000_000)]
    public int? ApprovalsPerMinute { get; set; }

    /// <summary>Event streams, SSE and gRPC, in all. Default 5,000.</summary>
    [Range(1, 1_000_000)]
    public int Streams { get; set; } = 5_000;

    /// <summary>Event streams of one caller. Default 20 with sign-in.</summary>
    [Range(1, 1_000_000)]
    public int? StreamsPerCaller { get; set; }
}
