using System.Diagnostics;
using System.Globalization;

namespace Orbital.Testing;

/// <summary>
/// Tries made-up input until the time is over: <c>ORBITAL_FUZZ_SECONDS</c>, 3 unless set. Each try has a seed of its own; one that fails says
/// which, and <c>ORBITAL_FUZZ_SEED</c> begins there. Unless set, short runs begin at 1, so that they repeat, and long ones anywhere.
/// </summary>
public static class Fuzz
{
    private static readonly TimeSpan Short = TimeSpan.FromSeconds(3);

    private static readonly byte[][] Oddities =
    [
        [0], [0xFF], [0x7F], [0x80], [0xC3, 0x28], [0xED, 0xA0, 0x80], [0xFF, 0xFF, 0xFF, 0xFF], [0, 0, 0, 0x80], [0xFF, 0xFF, 0xFF, 0x7F],
        [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01], .. TextOddities(),
    ];

    /// <summary>Runs the test with one source of chance after the other.</summary>
    /// <returns>How many there were.</returns>
    public static async Task<int> RunAsync(Func<Random, Task> test)
    {
        ArgumentNullException.ThrowIfNull(test);
        var time = Number("ORBITAL_FUZZ_SECONDS") is { } seconds ? TimeSpan.FromSeconds(seconds) : Short;
        var first = Number("ORBITAL_FUZZ_SEED") ?? (time <= Short ? 1 : Environment.TickCount & int.MaxValue / 2);
        var watch = Stopwatch.StartNew();
        var seed = first;
        for (; watch.Elapsed < time; seed++)
        {
            try
            {
                await test(new Random(seed));
            }
            catch (Exception exception)
            {
                throw new InvalidOperationException($"ORBITAL_FUZZ_SEED={seed}: {exception.Message}", exception);
            }
        }

        return seed - first;
    }

    /// <summary>Something like a valid input, with a few things wrong; or, now and then, nothing like it.</summary>
    public static byte[] Mutate(byte[] valid, Random random)
    {
        ArgumentNullException.ThrowIfNull(valid);
        ArgumentNullException.ThrowIfNull(random);
        if (random.Next(20) == 0)
        {
            var noise = new byte[random.Next(200)];
            random.NextBytes(noise);
            return noise;
        }

        List<byte> bytes = [.. valid];
        for (var left = random.Next(1, 5); left > 0; left--)
            MutateOnce(bytes, random);
        return [.. bytes];
    }

    private static void MutateOnce(List<byte> bytes, Random random)
    {
        var at = random.Next(bytes.Count + 1);
        var length = Math.Min(random.Next(1, 20), bytes.Count - at);
        switch (random.Next(6))
        {
            case 0 when at < bytes.Count:
                bytes[at] ^= (byte)(1 << random.Next(8));
                break;
            case 1 when at < bytes.Count:
                bytes[at] = (byte)random.Next(256);
                break;
            case 2:
                bytes.RemoveRange(at, length);
                break;
            case 3:
                bytes.InsertRange(random.Next(bytes.Count + 1), bytes.GetRange(at, length));
                break;
            case 4:
                bytes.RemoveRange(at, bytes.Count - at);
                break;
            default:
                var oddity = Oddities[random.Next(Oddities.Length)];
                bytes.RemoveRange(at, Math.Min(random.Next(2) * oddity.Length, bytes.Count - at));
                bytes.InsertRange(at, oddity);
                break;
        }
    }

    private static IEnumerable<byte[]> TextOddities() => new[]
    {
        "null", "true", "-1", "0", "2147483648", "-9223372036854775809", "1e999", "1.5", "\"\"", "\"\\u0000\"", "\"\\ud800\"", "\\", "\"", "{", "}", "[", "[[[[[[[[", ",", ":",
        "\u202E", "\u0000", "é", "'; DROP TABLE orders; --", "{\"quantity\":1,\"quantity\":2}", "../../", "%00", new string('9', 400), new string('x', 300),
    }.Select(System.Text.Encoding.UTF8.GetBytes);

    private static int? Number(string variable) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
