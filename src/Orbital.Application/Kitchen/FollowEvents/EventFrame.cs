using System.Text;

namespace Orbital.Application.Kitchen.FollowEvents;

/// <summary>An event, serialized once for all who read it.</summary>
public sealed class EventFrame
{
    /// <param name="sequence">Its number.</param>
    /// <param name="type">Its type on the wire, for example <c>order.received</c>.</param>
    /// <param name="stations">The stations that it concerns.</param>
    /// <param name="data">The event as JSON in UTF-8, on one line.</param>
    public EventFrame(long sequence, string type, IReadOnlyList<string> stations, ReadOnlyMemory<byte> data)
    {
        (Sequence, Type, Stations) = (sequence, type, stations);
        var head = Encoding.UTF8.GetBytes($"id: {sequence}\nevent: {type}\ndata: ");
        byte[] message = [.. head, .. data.Span, (byte)'\n', (byte)'\n'];
        (Message, Data) = (message, message.AsMemory(head.Length, data.Length));
    }

    /// <summary>Its number.</summary>
    public long Sequence { get; }

    /// <summary>Its type on the wire, for example <c>order.received</c>.</summary>
    public string Type { get; }

    /// <summary>The stations that it concerns.</summary>
    public IReadOnlyList<string> Stations { get; }

    /// <summary>The event as JSON in UTF-8, on one line.</summary>
    public ReadOnlyMemory<byte> Data { get; }

    /// <summary>Where the trace of its order goes on, as a W3C <c>traceparent</c>; null when there is none.</summary>
    public string? TraceParent { get; init; }

    /// <summary>The whole message of a Server-Sent Events stream, made once for all subscribers; <see cref="Data"/> is a part of it.</summary>
    public ReadOnlyMemory<byte> Message { get; }

    /// <summary>Whether a subscriber of this station gets it; one without a station, null, gets all.</summary>
    public bool Concerns(string? station) => station is null || Stations.Contains(station);
}
