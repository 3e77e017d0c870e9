using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Grpc.Core;
using Orbital.Kitchen.Api.Tests.Rest;

namespace Orbital.Kitchen.Api.Tests.Hostile;

/// <summary>What is much too large, or would be once it is unpacked, is refused and not read.</summary>
[Collection(HostileCollection.Name)]
public sealed class OversizedTests(HostileKitchen kitchen)
{
    private const int HundredMegabytes = 100 * 1024 * 1024;

    private static readonly Marshaller<byte[]> Raw = Marshallers.Create<byte[]>(bytes => bytes, bytes => bytes);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public Task A_body_of_100_MB_is_refused() => kitchen.WithstandsUnchangedAsync(async () =>
    {
        var block = new byte[64 * 1024];
        Array.Fill(block, (byte)' ');
        byte[] chunk = [.. "10000\r\n"u8, .. block, .. "\r\n"u8];

        foreach (var (answer, sent) in await Task.WhenAll(Enumerable.Range(0, 8).Select(i =>
            i % 2 == 0 ? PourAsync($"Content-Length: {HundredMegabytes}", block) : PourAsync("Transfer-Encoding: chunked", chunk))))
        {
            answer.ShouldStartWith("HTTP/1.1 413");
            sent.ShouldBeLessThan(HundredMegabytes);
        }
    });

    [Fact]
    public Task A_message_of_100_MB_is_refused() => kitchen.WithstandsUnchangedAsync(async () =>
        (await SendOrderAsync(new byte[HundredMegabytes])).ShouldBe(StatusCode.ResourceExhausted));

    [Fact]
    public Task A_body_that_unpacks_to_100_MB_is_not_unpacked() => kitchen.WithstandsUnchangedAsync(async () =>
    {
        foreach (var coding in new[] { "gzip", "br", "deflate", "gzip, gzip" })
        {
            using var content = new ByteArrayContent(Packed(HundredMegabytes)) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
            content.Headers.TryAddWithoutValidation("Content-Encoding", coding);
            using var request = new HttpRequestMessage(HttpMethod.Post, new Uri("/api/v1/batch-items", UriKind.Relative)) { Content = content };
            // The answer comes before the body is read: who still sends then may find the connection closed.
            request.Headers.ExpectContinue = true;
            using var answer = await kitchen.Replica.Http.SendAsync(request, Ct);

            answer.StatusCode.ShouldBe(HttpStatusCode.UnsupportedMediaType, coding);
            answer.Headers.GetValues("Accept-Encoding").ShouldBe(["identity"]);
        }
    });

    [Theory]
    [InlineData("gzip")]
    [InlineData("deflate")]
    public Task A_message_that_unpacks_to_100_MB_is_refused_before_it_is_unpacked(string coding) => kitchen.WithstandsUnchangedAsync(async () =>
    {
        var message = new byte[HundredMegabytes];
        for (var i = 0; i < 4; i++)
            (await SendOrderAsync(message, coding)).ShouldBe(StatusCode.ResourceExhausted);
    });

    [Fact]
    public async Task A_packed_order_is_taken()
    {
        var order = ProtoBytes.Of(SampleOrders.Burgers($"{Guid.NewGuid()}"));

        (await SendOrderAsync(order, "gzip")).ShouldBe(StatusCode.OK);
    }

    [Fact]
    public Task Ten_thousand_levels_of_JSON_are_refused() => kitchen.WithstandsUnchangedAsync(async () =>
    {
        foreach (var (open, close) in new[] { ("[", "]"), ("{\"note\":", "}") })
        {
            var levels = string.Concat(Enumerable.Repeat(open, 5_000)) + "1" + string.Concat(Enumerable.Repeat(close, 5_000));
            (await PostAsync($$"""{"stationName":"Grill","itemName":"Burger","quantity":1,"note":{{levels}}}""")).Status.ShouldBe(HttpStatusCode.BadRequest);
        }

        (await PostAsync(new string('[', 10_000) + new string(']', 10_000))).Status.ShouldBe(HttpStatusCode.BadRequest);
    });

    [Fact]
    public Task A_repeated_key_is_refused_by_its_name() => kitchen.WithstandsUnchangedAsync(async () =>
    {
        var body = """{"stationName":"Grill","itemName":"Burger","quantity":1,"quantity":2}""";
        (await PostAsync(body)).ShouldBlame("quantity");
        (await PostAsync(body.Replace("\"quantity\":2", "\"quant\\u0069ty\":2"))).ShouldBlame("quantity");
    });

    /// <summary>Sends a body until it is stopped: the answer, and how much it took.</summary>
    private async Task<(string Answer, long Sent)> PourAsync(string framing, byte[] block)
    {
        using var connection = await RawConnection.OpenAsync(kitchen.Replica.HttpPort);
        await connection.SendAsync(Encoding.ASCII.GetBytes($"POST /api/v1/batch-items HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n{framing}\r\n\r\n"));
        var answer = connection.ReadToEndAsync();
        var sent = 0L;
        while (sent < HundredMegabytes && await connection.SendAsync(block))
            sent += block.Length;
        return (await answer, sent);
    }

    private async Task<RestAnswer> PostAsync(string body)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var answer = await kitchen.Replica.Http.PostAsync(new Uri("/api/v1/batch-items", UriKind.Relative), content, Ct);
        return new RestAnswer(answer.StatusCode, answer.Content.Headers.ContentType?.MediaType, null, null, System.Text.Json.JsonElement.Parse(await answer.Content.ReadAsStringAsync(Ct)));
    }

    private async Task<StatusCode> SendOrderAsync(byte[] message, string? coding = null)
    {
        var headers = new Metadata();
        if (coding is not null)
            headers.Add("grpc-internal-encoding-request", coding);
        try
        {
            await kitchen.Replica.Channel.CreateCallInvoker().AsyncUnaryCall(
                new Method<byte[], byte[]>(MethodType.Unary, ForeignMessages.Orders, "SendOrder", Raw, Raw), null, new CallOptions(headers, cancellationToken: Ct), message);
            return StatusCode.OK;
        }
        catch (RpcException e)
        {
            return e.StatusCode;
        }
    }

    private static byte[] Packed(int length)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
        {
            var block = new byte[1024 * 1024];
            for (var written = 0; written < length; written += block.Length)
                gzip.Write(block);
        }

        return packed.ToArray();
    }
}
