using MongoDB.Bson;

namespace Orbital.Infrastructure.Tests.OrderManagement;

/// <summary>Makes documents that no careful client writes: a server takes them all the same.</summary>
internal static class BrokenText
{
    /// <summary>The document with a brand name whose bytes are not UTF-8.</summary>
    public static byte[] In(BsonDocument document)
    {
        const string Mark = "BROKENTEXT";
        var raw = document.DeepClone().AsBsonDocument.Set("BrandName", Mark).ToBson();
        var at = raw.AsSpan().IndexOf(System.Text.Encoding.ASCII.GetBytes(Mark));
        raw[at] = 0xC3;
        raw[at + 1] = 0x28;
        return raw;
    }
}
