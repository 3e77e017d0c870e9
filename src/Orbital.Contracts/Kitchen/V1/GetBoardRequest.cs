using ProtoBuf;

namespace Orbital.Contracts.Kitchen.V1;

/// <summary>Which part of the board to show.</summary>
[ProtoContract]
public sealed record GetBoardRequest
{
    /// <summary>Only this station's batch items, and orders with a line for it; empty for all. At most 200 characters.</summary>
    [ProtoMember(1, Name = "station")]
    public string Station { get; init; } = "";
}
