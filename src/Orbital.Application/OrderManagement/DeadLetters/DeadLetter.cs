using System.Security.Cryptography;
using Orbital.Application.OrderManagement.WatchOrders;

namespace Orbital.Application.OrderManagement.DeadLetters;

/// <summary>One document that was set aside.</summary>
public sealed record DeadLetter
{
    /// <summary>A document has one letter, however often it comes again. One without a readable id is known by its bytes.</summary>
    public string Id
    {
        get => field ?? DocumentId ?? $"sha256:{Convert.ToHexStringLower(SHA256.HashData(Raw.Span))}";
        init;
    }

    /// <summary>Id of the source document; null when it has none that can be read.</summary>
    public string? DocumentId { get; init; }

    /// <summary>Why: the field and its problem, or the kitchen's answer.</summary>
    public required string Reason { get; init; }

    /// <summary>The document's bytes as they came from the source; empty in a list of letters.</summary>
    public ReadOnlyMemory<byte> Raw { get; init; }

    /// <summary>The document as relaxed extended JSON, for people; null when its bytes cannot be decoded, in a letter that is new, and in a list.</summary>
    public string? Json { get; init; }

    /// <summary>How often the order was sent to the kitchen; 0 when it never got that far.</summary>
    public int Attempts { get; init; }

    /// <summary>When it was set aside.</summary>
    public DateTimeOffset At { get; init; }

    /// <summary>Where in the feed it was; null when it was found by a scan.</summary>
    public FeedPosition? Position { get; init; }
}
