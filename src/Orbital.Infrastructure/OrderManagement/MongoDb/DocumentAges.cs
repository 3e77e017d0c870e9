using System.Buffers.Binary;
using System.Security.Cryptography;
using MongoDB.Bson;
using Orbital.Application.OrderManagement.WatchOrders;

namespace Orbital.Infrastructure.OrderManagement.MongoDb;

/// <summary>What a document is, measured by the first start.</summary>
internal enum DocumentAge
{
    /// <summary>It belongs to what the listener delivers.</summary>
    New,

    /// <summary>It was there before, and is not to be delivered.</summary>
    Old,

    /// <summary>Nobody can tell.</summary>
    Unknown,
}

/// <summary>
/// Tells the documents of before the first start from later ones, in a second reading of the collection. A document does not say when it was
/// inserted; what tells is which ids were there at the first start, and the time in an ObjectId.
/// </summary>
internal sealed class DocumentAges
{
    /// <summary>Ids remembered at most; what a first start finds beyond that is judged by the time in ObjectIds alone.</summary>
    public const int MostIds = 1_000_000;

    /// <summary>By so much the clocks of those that make ObjectIds may be wrong: older ones need not be remembered.</summary>
    public static readonly TimeSpan ClockTolerance = TimeSpan.FromDays(7);

    /// <summary>There is no bound: everything is to be delivered.</summary>
    public static readonly DocumentAges AllNew = new(_ => DocumentAge.New);

    /// <summary>There ought to be a bound, and none was kept.</summary>
    public static readonly DocumentAges AllUnknown = new(_ => DocumentAge.Unknown);

    private readonly Func<BsonValue, DocumentAge> _of;

    private DocumentAges(Func<BsonValue, DocumentAge> of) => _of = of;

    /// <param name="from">Where the first start began.</param>
    /// <param name="at">The moment from which on documents count, by the source's clock.</param>
    /// <param name="known">Of the ids that were there, <see cref="HashOf"/>, without ObjectIds from long before; null when there were too many.</param>
    public static DocumentAges Bounded(FirstStart from, DateTime at, IReadOnlySet<ulong>? known) => new(id => Judge(id, from, at, known));

    public DocumentAge Of(BsonValue id) => _of(id);

    public static bool IsLongBefore(BsonValue id, DateTime at) => id is BsonObjectId { Value: var made } && made.CreationTime < at - ClockTolerance;

    public static ulong HashOf(BsonValue id) => BinaryPrimitives.ReadUInt64LittleEndian(SHA256.HashData(new BsonDocument("_id", id).ToBson()));

    private static DocumentAge Judge(BsonValue id, FirstStart from, DateTime at, IReadOnlySet<ulong>? known)
    {
        DocumentAge? byTime = id is BsonObjectId { Value: var made } ? made.CreationTime >= at ? DocumentAge.New : DocumentAge.Old : null;
        if (from == FirstStart.Time && byTime == DocumentAge.New)
            return DocumentAge.New;
        if (known is null)
            return byTime ?? DocumentAge.Unknown;
        if (IsLongBefore(id, at))
            return DocumentAge.Old;
        if (!known.Contains(HashOf(id)))
            return DocumentAge.New;
        return from == FirstStart.Now ? DocumentAge.Old : byTime ?? DocumentAge.Unknown;
    }
}
