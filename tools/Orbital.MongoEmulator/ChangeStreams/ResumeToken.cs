using System.Globalization;
using System.Runtime.InteropServices;
using MongoDB.Bson;
using Orbital.MongoEmulator.Commands;
using Orbital.MongoEmulator.Storage;

namespace Orbital.MongoEmulator.ChangeStreams;

/// <summary>In the order in which tokens of one cluster time stand.</summary>
internal enum TokenKind
{
    /// <summary>"All before this time has been seen": what happened at the time itself has not.</summary>
    HighWaterMark = 0x10,
    Event = 0x50,
    Invalidate = 0x70,
}

/// <summary>
/// A position in the oplog as clients store it: <c>{ _data: hex }</c>. As text it sorts as the positions do:
/// 82, seconds, increment, kind, collection.
/// </summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct ResumeToken(ClusterTime Time, TokenKind Kind, Guid CollectionId)
{
    private const int HighWaterMarkLength = 20;
    private const int EventLength = HighWaterMarkLength + 32;

    public static ResumeToken HighWaterMark(ClusterTime time) => new(time, TokenKind.HighWaterMark, Guid.Empty);

    public string Data
    {
        get
        {
            var start = string.Create(CultureInfo.InvariantCulture, $"82{Time.Seconds:X8}{Time.Increment:X8}{(int)Kind:X2}");
            return Kind == TokenKind.HighWaterMark ? start : start + CollectionId.ToString("N").ToUpperInvariant();
        }
    }

    public BsonDocument ToBson() => new("_data", Data);

    public static ResumeToken Parse(BsonValue value)
    {
        if (value is not BsonDocument document)
            throw new CommandException(ErrorCodes.TypeMismatch, "a resume token must be an object");
        if (document.GetValue("_data", BsonNull.Value) is not BsonString { Value: var data })
            throw new CommandException(40647, $"Bad resume token: _data of missing or of wrong type: {document}");

        return TryParse(data, out var token)
            ? token
            : throw new CommandException(ErrorCodes.FailedToParse, $"the resume token is not one of this server: {data}");
    }

    private static bool TryParse(string data, out ResumeToken token)
    {
        token = default;
        if (data.Length is not (HighWaterMarkLength or EventLength) || !data.StartsWith("82", StringComparison.Ordinal))
            return false;
        if (!TryHex(data, 2, 8, out var seconds) || !TryHex(data, 10, 8, out var increment) || !TryHex(data, 18, 2, out var kind))
            return false;

        var id = Guid.Empty;
        var isMark = kind == (uint)TokenKind.HighWaterMark;
        if (!Enum.IsDefined((TokenKind)kind) || isMark != (data.Length == HighWaterMarkLength))
            return false;
        if (!isMark && !Guid.TryParseExact(data[HighWaterMarkLength..], "N", out id))
            return false;

        token = new ResumeToken(new ClusterTime(seconds, increment), (TokenKind)kind, id);
        return true;
    }

    private static bool TryHex(string data, int start, int length, out uint value) =>
        uint.TryParse(data.AsSpan(start, length), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out value);
}
