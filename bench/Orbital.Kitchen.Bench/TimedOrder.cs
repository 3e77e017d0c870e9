using System.Buffers.Text;

namespace Orbital.Kitchen.Bench;

/// <summary>Orders whose id tells which of a schedule they are, so that a subscriber knows when their sending began.</summary>
internal static class TimedOrder
{
    /// <summary>What stands before the id of an order in a message.</summary>
    public const string Key = "\"orderId\":\"";

    /// <param name="run">Tells one schedule's orders from another's.</param>
    /// <param name="number">Which of the schedule.</param>
    public static string IdOf(int run, int number) => $"t{run}-{number}";

    /// <summary>Which order of the run a message is about; null when it is about another.</summary>
    public static int? NumberIn(ReadOnlySpan<byte> message, int run)
    {
        var at = message.IndexOf("\"orderId\":\"t"u8);
        if (at < 0)
            return null;
        var id = message[(at + Key.Length + 1)..];
        if (!Utf8Parser.TryParse(id, out int foundRun, out var used) || foundRun != run)
            return null;
        return Utf8Parser.TryParse(id[(used + 1)..], out int number, out _) ? number : null;
    }

    /// <summary>Whether a message is the first about its order.</summary>
    public static bool IsFirst(ReadOnlySpan<byte> message) => message[..Math.Min(64, message.Length)].IndexOf("event: order.received"u8) >= 0;
}
