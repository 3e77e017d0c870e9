using ProtoBuf;

namespace Orbital.EndToEnd.Tests;

// The fields of opentelemetry/proto/collector/trace/v1 and trace/v1 that the tests look at.

[ProtoContract]
internal sealed class OtlpExport
{
    [ProtoMember(1)]
    public List<OtlpResourceSpans> ResourceSpans { get; } = [];
}

[ProtoContract]
internal sealed class OtlpResourceSpans
{
    [ProtoMember(1)]
    public OtlpResource? Resource { get; set; }

    [ProtoMember(2)]
    public List<OtlpScopeSpans> ScopeSpans { get; } = [];
}

[ProtoContract]
internal sealed class OtlpResource
{
    [ProtoMember(1)]
    public List<OtlpAttribute> Attributes { get; } = [];
}

[ProtoContract]
internal sealed class OtlpScopeSpans
{
    [ProtoMember(2)]
    public List<OtlpSpan> Spans { get; } = [];
}

[ProtoContract]
internal sealed class OtlpSpan
{
    [ProtoMember(1)]
    public byte[] TraceId { get; set; } = [];

    [ProtoMember(2)]
    public byte[] SpanId { get; set; } = [];

    [ProtoMember(4)]
    public byte[] ParentSpanId { get; set; } = [];

    [ProtoMember(5)]
    public string Name { get; set; } = "";

    [ProtoMember(7, DataFormat = DataFormat.FixedSize)]
    public ulong StartTimeUnixNano { get; set; }

    [ProtoMember(13)]
    public List<OtlpLink> Links { get; } = [];

    [ProtoMember(15)]
    public OtlpStatus? Status { get; set; }
}

[ProtoContract]
internal sealed class OtlpLink
{
    [ProtoMember(2)]
    public byte[] SpanId { get; set; } = [];
}

[ProtoContract]
internal sealed class OtlpStatus
{
    public const int Error = 2;

    [ProtoMember(3)]
    public int Code { get; set; }
}

[ProtoContract]
internal sealed class OtlpAttribute
{
    [ProtoMember(1)]
    public string Key { get; set; } = "";

    [ProtoMember(2)]
    public OtlpValue? Value { get; set; }
}

[ProtoContract]
internal sealed class OtlpValue
{
    [ProtoMember(1)]
    public string Text { get; set; } = "";
}
