using ProtoBuf;

namespace Orbital.Kitchen.Api.Tests.Hostile;

/// <summary>Messages as they go over the wire.</summary>
internal static class ProtoBytes
{
    public static byte[] Of<T>(T message)
    {
        using var bytes = new MemoryStream();
        Serializer.Serialize(bytes, message);
        return bytes.ToArray();
    }
}
