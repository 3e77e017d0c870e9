using Orbital.MongoEmulator.Documents;

namespace Orbital.MongoEmulator.Wire;

/// <summary>One request as it came: OP_MSG, or the OP_QUERY with which clients still begin a connection.</summary>
internal sealed record WireMessage(int RequestId, bool IsLegacy, bool ExpectsReply, string? LegacyDatabase, RawDocument Body)
{
    /// <summary>Documents of kind-1 sections by their name (<c>documents</c>, <c>updates</c>, <c>deletes</c>).</summary>
    public Dictionary<string, List<RawDocument>> Sequences { get; init; } = [];

    /// <summary>The client would take more than one reply.</summary>
    public bool AllowsExhaust { get; init; }
}

/// <summary>The bytes are not the protocol: the connection is out of step and can only be closed.</summary>
internal sealed class WireProtocolException(string message) : Exception(message);
