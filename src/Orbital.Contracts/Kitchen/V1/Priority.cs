using ProtoBuf;

namespace Orbital.Contracts.Kitchen.V1;

/// <summary>What goes first.</summary>
[ProtoContract]
public enum Priority
{
    /// <summary>Never sent by a kitchen. In a request: normal for a new batch item, no change for an existing one.</summary>
    [ProtoEnum(Name = "PRIORITY_UNSPECIFIED")]
    Unspecified = 0,

    /// <summary>In turn.</summary>
    [ProtoEnum(Name = "PRIORITY_NORMAL")]
    Normal = 1,

    /// <summary>Before all that is normal.</summary>
    [ProtoEnum(Name = "PRIORITY_RUSH")]
    Rush = 2,
}
