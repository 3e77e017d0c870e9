using ProtoBuf;
using ProtoBuf.Grpc.Configuration;

// A contract of two versions whose types have the same simple names, and one that mixes them.
namespace Orbital.ContractExport.Tests.V1
{
    [Service("planted.v1.NoteService")]
    public interface INoteService
    {
        [Operation]
        Task<Note> Keep(Note request);
    }

    [ProtoContract]
    public sealed record Note
    {
        [ProtoMember(1, Name = "text")]
        public string? Text { get; init; }
    }
}

namespace Orbital.ContractExport.Tests.V2
{
    [Service("planted.v2.NoteService")]
    public interface INoteService
    {
        [Operation]
        Task<Note> Keep(Note request);
    }

    [ProtoContract]
    public sealed record Note
    {
        [ProtoMember(1, Name = "text")]
        public string Text { get; init; } = "";
    }
}

namespace Orbital.ContractExport.Tests.V3
{
    [Service("planted.v3.NoteService")]
    public interface INoteService
    {
        [Operation]
        Task<V2.Note> Keep(V2.Note request);
    }
}
