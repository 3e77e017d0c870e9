using System.ComponentModel.DataAnnotations;

namespace Orbital.Kitchen.Api;

/// <summary>How event streams, Server-Sent Events and gRPC alike, treat their clients. Section <c>Kitchen:Events</c>.</summary>
internal sealed class EventStreamOptions
{
    /// <summary>Time between two heartbeats. Default 15 s; 1 s to 55 s, because proxies give up a connection that is silent for a minute.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:00:55")]
    public TimeSpan HeartbeatInterval { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>
    /// How long a client may leave written bytes unread before it is disconnected; it catches up by replay. Default 10 s; 1 s to 1 min.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:01:00")]
    public TimeSpan WriteDeadline { get; set; } = TimeSpan.FromSeconds(10);
}
