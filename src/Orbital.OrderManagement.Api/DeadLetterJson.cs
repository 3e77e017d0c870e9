using System.Buffers.Text;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Orbital.Application.OrderManagement.DeadLetters;

namespace Orbital.OrderManagement.Api;

/// <summary>A page of letters, the one set aside last first.</summary>
/// <param name="Items">The letters.</param>
/// <param name="NextCursor">For the next page; null when this was the last.</param>
internal sealed record DeadLetterPageJson(IReadOnlyList<DeadLetterJson> Items, string? NextCursor);

/// <summary>A document that was set aside.</summary>
/// <param name="Id">What addresses it here.</param>
/// <param name="DocumentId">Id of the source document; null when it has none that can be read.</param>
/// <param name="Reason">The field and its problem, or the kitchen's answer.</param>
/// <param name="Attempts">How often the order was sent to the kitchen.</param>
/// <param name="At">When it was set aside.</param>
internal sealed record DeadLetterJson(string Id, string? DocumentId, string Reason, int Attempts, DateTimeOffset At)
{
    public static DeadLetterJson From(DeadLetter letter) =>
        new(Base64Url.EncodeToString(Encoding.UTF8.GetBytes(letter.Id)), letter.DocumentId, letter.Reason, letter.Attempts, letter.At);
}

/// <summary>A document that was set aside, with what was read of it.</summary>
/// <param name="Id">What addresses it here.</param>
/// <param name="DocumentId">Id of the source document; null when it has none that can be read.</param>
/// <param name="Reason">The field and its problem, or the kitchen's answer.</param>
/// <param name="Attempts">How often the order was sent to the kitchen.</param>
/// <param name="At">When it was set aside.</param>
/// <param name="Document">The fields that Orbital reads, as relaxed extended JSON; null when the bytes cannot be decoded.</param>
/// <param name="Raw">The bytes, base64.</param>
internal sealed record DeadLetterDetailsJson(
    string Id, string? DocumentId, string Reason, int Attempts, DateTimeOffset At, JsonElement? Document, string Raw)
{
    public static DeadLetterDetailsJson From(DeadLetter letter)
    {
        var (id, documentId, reason, attempts, at) = DeadLetterJson.From(letter);
        return new DeadLetterDetailsJson(id, documentId, reason, attempts, at, Parse(letter.Json), Convert.ToBase64String(letter.Raw.Span));
    }

    private static JsonElement? Parse(string? json) => json is null ? null : JsonElement.Parse(json);
}

/// <summary>The end of a replay.</summary>
/// <param name="Outcome">Always <c>delivered</c>: other ends are problems.</param>
/// <param name="Detail">The kitchen's answer.</param>
internal sealed record ReplayJson(string Outcome, string Detail);

/// <summary>Where a page of letters ended, as text that callers hand back and do not look into.</summary>
internal static class DeadLetterCursor
{
    public static string Encode(DeadLetter last) =>
        Base64Url.EncodeToString(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{last.At.ToUnixTimeMilliseconds()} {last.Id}")));

    public static bool TryDecode(string cursor, out DeadLetterPlace? place)
    {
        place = null;
        if (!Base64Url.IsValid(cursor))
            return false;
        var parts = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(cursor)).Split(' ', 2);
        if (parts.Length != 2 || !long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var at)
            || at > DateTimeOffset.MaxValue.ToUnixTimeMilliseconds())
            return false;
        place = new DeadLetterPlace(DateTimeOffset.FromUnixTimeMilliseconds(at), parts[1]);
        return true;
    }
}
