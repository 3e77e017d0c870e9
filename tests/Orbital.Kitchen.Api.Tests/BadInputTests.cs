using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Grpc.Core;
using Orbital.Testing;

namespace Orbital.Kitchen.Api.Tests;

public sealed class BadInputTests(PostgresServer postgres) : IAsyncLifetime
{
    private KitchenReplica _kitchen = null!;

    public async ValueTask InitializeAsync() => _kitchen = await KitchenReplica.StartAsync(await postgres.CreateKitchenAsync());

    public ValueTask DisposeAsync() => _kitchen.DisposeAsync();

    [Theory]
    [InlineData("/api/v1/batch-items?limit=0", "limit")]
    [InlineData("/api/v1/batch-items?limit=501", "limit")]
    [InlineData("/api/v1/batch-items?limit=many", "limit")]
    [InlineData("/api/v1/batch-items?status=burnt", "status")]
    [InlineData("/api/v1/batch-items?cursor=nonsense!", "cursor")]
    [InlineData("/api/v1/orders?cursor=AAAA", "cursor")]
    [InlineData("/api/v1/orders?status=Received", "status")]
    public async Task A_query_that_is_not_usable_is_a_problem_that_names_the_field(string path, string field)
    {
        var response = await _kitchen.Http.GetAsync(path);

        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        response.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        var problem = await response.Content.ReadFromJsonAsync<JsonElement>();
        problem.GetProperty("field").GetString().ShouldBe(field);
        problem.GetProperty("type").GetString().ShouldBe("urn:orbital:problem:invalid-field");
    }

    [Theory]
    [InlineData("GET", "/api/v1/nothing", HttpStatusCode.NotFound)]
    [InlineData("DELETE", "/api/v1/orders", HttpStatusCode.MethodNotAllowed)]
    public async Task What_is_not_there_is_a_problem_too(string method, string path, HttpStatusCode status)
    {
        var response = await _kitchen.Http.SendAsync(new HttpRequestMessage(new HttpMethod(method), path));

        response.StatusCode.ShouldBe(status);
        response.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
    }

    [Fact]
    public async Task An_oversized_message_is_refused_and_the_next_order_flows()
    {
        var huge = SampleOrders.Burgers("huge") with { BrandName = new string('x', 5_000_000) };

        var refusal = await Should.ThrowAsync<RpcException>(() => _kitchen.Orders.SendOrder(huge));

        refusal.StatusCode.ShouldBe(StatusCode.ResourceExhausted);
        await AnOrderFlowsAsync();
    }

    [Theory]
    [InlineData(new byte[] { 0x0A, 0x02, 0xC3, 0x28 })] // order_id in invalid UTF-8
    [InlineData(new byte[] { 0x0A, 0x7F, 0x41 })] // a length beyond the end
    [InlineData(new byte[] { 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF })] // an endless varint
    [InlineData(new byte[] { })] // an empty message
    public async Task Bytes_that_are_no_order_take_nothing_down(byte[] message)
    {
        using var http = new HttpClient { DefaultRequestVersion = HttpVersion.Version20, DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact };
        using var content = new ByteArrayContent([0, 0, 0, 0, (byte)message.Length, .. message]);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/grpc");
        using var request = new HttpRequestMessage(HttpMethod.Post, $"http://127.0.0.1:{_kitchen.GrpcPort}/orbital.orders.v1.OrderService/SendOrder");
        request.Version = HttpVersion.Version20;
        request.VersionPolicy = HttpVersionPolicy.RequestVersionExact;
        request.Headers.TE.Add(new TransferCodingWithQualityHeaderValue("trailers"));
        request.Content = content;

        using var response = await http.SendAsync(request);
        await response.Content.ReadAsByteArrayAsync();

        Status(response).ShouldBe(((int)StatusCode.InvalidArgument).ToString());
        await AnOrderFlowsAsync();
    }

    [Fact]
    public async Task Half_open_connections_on_both_ports_take_nothing_down()
    {
        List<TcpClient> clients = [];
        foreach (var port in new[] { _kitchen.HttpPort, _kitchen.GrpcPort })
        {
            for (var i = 0; i < 50; i++)
            {
                var client = new TcpClient();
                await client.ConnectAsync(IPAddress.Loopback, port);
                if (i % 2 == 0)
                    await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes("GET /api/v1/ev"));
                clients.Add(client);
            }
        }

        await AnOrderFlowsAsync();
        clients.ForEach(client => client.Dispose());
        await AnOrderFlowsAsync();
    }

    private static string? Status(HttpResponseMessage response) =>
        (response.Headers.TryGetValues("grpc-status", out var early) ? early : response.TrailingHeaders.GetValues("grpc-status")).Single();

    private async Task AnOrderFlowsAsync() => (await _kitchen.Orders.SendOrder(SampleOrders.Burgers($"{Guid.NewGuid()}"))).Success.ShouldBeTrue();
}
