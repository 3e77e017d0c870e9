using System.Text;

namespace Orbital.Kitchen.Api.Tests.Hostile;

/// <summary>Who sends so slowly that its connection would never be free again is cut off.</summary>
[Collection(HostileCollection.Name)]
public sealed class SlowSenderTests(HostileKitchen kitchen)
{
    private const int Senders = 100;

    [Fact]
    public Task Headers_that_trickle_end_the_connection() => kitchen.WithstandsUnchangedAsync(async () =>
    {
        var answers = await TrickleAsync(kitchen.Replica.HttpPort, "GET /ping HTTP/1.1\r\nHost: localhost\r\nX-Slow: "u8.ToArray(), "x"u8.ToArray());

        answers.ShouldAllBe(answer => answer.Length == 0 || answer.StartsWith("HTTP/1.1 408"));
        answers.ShouldContain(answer => answer.StartsWith("HTTP/1.1 408"));
    });

    [Fact]
    public Task A_body_that_trickles_ends_the_connection() => kitchen.WithstandsUnchangedAsync(async () =>
    {
        var opening = "POST /api/v1/batch-items HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 5000\r\n\r\n{";
        var answers = await TrickleAsync(kitchen.Replica.HttpPort, Encoding.ASCII.GetBytes(opening), " "u8.ToArray());

        answers.ShouldAllBe(answer => answer.Length == 0 || answer.StartsWith("HTTP/1.1 408"));
        answers.ShouldContain(answer => answer.StartsWith("HTTP/1.1 408"));
    });

    [Fact]
    public Task Headers_over_HTTP2_that_do_not_end_end_the_connection() => kitchen.WithstandsUnchangedAsync(async () =>
    {
        byte[] opening =
        [
            .. "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8,
            0, 0, 0, 4, 0, 0, 0, 0, 0, // SETTINGS without any
            0, 0, 1, 1, 0, 0, 0, 0, 1, 0x83, // HEADERS of stream 1, to be continued: ":method: POST"
        ];
        // The server hangs up: what it says before is not text.
        (await TrickleAsync(kitchen.Replica.GrpcPort, opening, [])).Count.ShouldBe(Senders);
    });

    private static async Task<IReadOnlyList<string>> TrickleAsync(int port, byte[] opening, byte[] drip) => await Task.WhenAll(
        Enumerable.Range(0, Senders).Select(async _ =>
        {
            using var connection = await RawConnection.OpenAsync(port);
            await connection.SendAsync(opening);
            return await connection.TrickleAsync(drip);
        }));
}
