using System.Buffers.Binary;
using System.Security.Cryptography;
using Orbital.Application.OrderManagement.WatchOrders;

namespace Orbital.Infrastructure.OrderManagement.MongoDb;

/// <summary>The documents that were handed out last, as they were.</summary>
internal sealed class RecentDocuments
{
    private const int Capacity = 10_000;

    private readonly Dictionary<string, ulong> _contents = new(StringComparer.Ordinal);
    private readonly Queue<string> _oldestFirst = new();

    public bool IsEmpty => _contents.Count == 0;

    public void Add(OrderChange change)
    {
        if (change.DocumentId is not { } id)
            return;
        if (_contents.TryAdd(id, ContentOf(change)))
            _oldestFirst.Enqueue(id);
        if (_oldestFirst.Count > Capacity)
            _contents.Remove(_oldestFirst.Dequeue());
    }

    /// <summary>Whether exactly this was handed out.</summary>
    public bool Contains(OrderChange change) =>
        change.DocumentId is { } id && _contents.TryGetValue(id, out var content) && content == ContentOf(change);

    private static ulong ContentOf(OrderChange change) => BinaryPrimitives.ReadUInt64LittleEndian(SHA256.HashData(change.Raw.Span));
}
