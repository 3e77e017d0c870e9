using System.Text;
using Orbital.Application.Kitchen;
using Orbital.Domain.Kitchen;

namespace Orbital.Kitchen.Api.Grpc;

/// <summary>Reads values of a message, and names the field that is not usable.</summary>
internal static class WireValues
{
    private const int MaxKeyLength = 200;

    public static BatchItemActor Actor(string id, long expectedVersion, string idempotencyKey) =>
        new(Id(id), ExpectedVersion(expectedVersion), IdempotencyKey(idempotencyKey));

    public static Guid Id(string text) => Guid.TryParseExact(text, "D", out var id) ? id : throw new InvalidFieldException("id", "must be a UUID");

    public static string OrderId(string text) => FieldRules.Required("order_id", text, OrderLimits.IdLength);

    /// <summary>The caller's key for this request; null when it gave none.</summary>
    public static string? IdempotencyKey(string text) => NullIfEmpty(FieldRules.Optional("idempotency_key", text, MaxKeyLength));

    /// <summary>A name that narrows a list; null when the caller gave none.</summary>
    public static string? Filter(string field, string text) => NullIfEmpty(FieldRules.Optional(field, text, OrderLimits.NameLength));

    public static int PageSize(int size) => size == 0 ? PageLimits.Default : FieldRules.Between("page_size", size, 1, PageLimits.Max);

    public static DateTimeOffset? Time(DateTime? utc) => utc is { } time ? new DateTimeOffset(DateTime.SpecifyKind(time, DateTimeKind.Utc)) : null;

    /// <summary>The wire's name of a field that the kitchen names as its REST interface does: <c>stationName</c> is <c>station_name</c>.</summary>
    public static string FieldName(string field)
    {
        var name = new StringBuilder(field.Length + 4);
        foreach (var letter in field)
        {
            if (char.IsAsciiLetterUpper(letter))
                name.Append('_');
            name.Append(char.ToLowerInvariant(letter));
        }

        return name.ToString();
    }

    private static long? ExpectedVersion(long version) => version switch
    {
        0 => null,
        > 0 => version,
        _ => throw new InvalidFieldException("expected_version", $"must not be negative, was {version}"),
    };

    private static string? NullIfEmpty(string text) => text.Length == 0 ? null : text;
}
