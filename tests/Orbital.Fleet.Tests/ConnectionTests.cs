using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using Orbital.Testing;

namespace Orbital.Fleet.Tests;

/// <summary>What load balancers and collectors meet at the ports of a replica.</summary>
public sealed class ConnectionTests
{
    private const string Name = "kitchen.orbital.test";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Probes_and_metrics_are_answered_by_address_and_all_else_by_name_alone()
    {
        await using var postgres = await PostgresServer.StartOwnAsync();
        var (kitchenPort, grpcPort, orderManagementPort) = (FreePort.Next(), FreePort.Next(), FreePort.Next());
        await using var kitchen = ServiceProcess.Start("Orbital.Kitchen.Api", new Dictionary<string, string>
        {
            ["ConnectionStrings:PostgreSQL"] = await postgres.CreateDatabaseAsync(),
            ["Kitchen:HttpPort"] = $"{kitchenPort}",
            ["Kitchen:GrpcPort"] = $"{grpcPort}",
            ["AllowedHosts"] = Name,
        });
        await using var orderManagement = ServiceProcess.Start("Orbital.OrderManagement.Api", new Dictionary<string, string>
        {
            ["ConnectionStrings:MongoDB"] = $"mongodb://127.0.0.1:{FreePort.Next()}",
            ["OrderManagement:HttpPort"] = $"{orderManagementPort}",
            ["AllowedHosts"] = Name,
        });
        await kitchen.WaitUntilAnswersAsync($"http://127.0.0.1:{kitchenPort}/health/ready", Patience);
        await orderManagement.WaitUntilAnswersAsync($"http://127.0.0.1:{orderManagementPort}/health/live", Patience);

        foreach (var port in new[] { kitchenPort, orderManagementPort })
        {
            foreach (var path in new[] { "ping", "health/live", "metrics" })
                (await GetAsync(port, path, host: null)).ShouldBe(HttpStatusCode.OK, path);
        }

        (await GetAsync(orderManagementPort, "health/ready", host: null)).ShouldBe(HttpStatusCode.ServiceUnavailable);
        (await GetAsync(orderManagementPort, "api/v1/feed", host: null)).ShouldBe(HttpStatusCode.BadRequest);
        (await GetAsync(orderManagementPort, "api/v1/feed", Name)).ShouldBe(HttpStatusCode.OK);
        (await GetAsync(kitchenPort, "api/v1/board", host: null)).ShouldBe(HttpStatusCode.BadRequest);
        (await GetAsync(kitchenPort, "api/v1/board", Name)).ShouldBe(HttpStatusCode.OK);
        (await CallAsync(grpcPort, "grpc.health.v1.Health/Check")).ShouldBe(HttpStatusCode.OK);
        (await CallAsync(grpcPort, "orbital.orders.v1.OrderService/SendOrder")).ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task An_idle_connection_is_closed_after_the_time_that_is_set()
    {
        var port = FreePort.Next();
        await using var kitchen = ServiceProcess.Start("Orbital.Kitchen.Api", new Dictionary<string, string>
        {
            // Nobody is there: it answers without.
            ["ConnectionStrings:PostgreSQL"] = $"Host=127.0.0.1;Port={FreePort.Next()};Database=none;Username=none",
            ["Kitchen:HttpPort"] = $"{port}",
            ["Kitchen:GrpcPort"] = "0",
            ["Limits:IdleTimeout"] = "00:00:01",
        });
        await kitchen.WaitUntilAnswersAsync($"http://127.0.0.1:{port}/ping", Patience);
        using var connection = new TcpClient();
        await connection.ConnectAsync(IPAddress.Loopback, port);
        await connection.GetStream().WriteAsync("GET /ping HTTP/1.1\r\nHost: localhost\r\n\r\n"u8.ToArray());

        using var answers = new StreamReader(connection.GetStream());
        (await answers.ReadToEndAsync().WaitAsync(Patience, TimeProvider.System)).ShouldEndWith("pong");
    }

    private static async Task<HttpStatusCode> GetAsync(int port, string path, string? host)
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, $"http://127.0.0.1:{port}/{path}");
        request.Headers.Host = host;
        using var response = await http.SendAsync(request);
        return response.StatusCode;
    }

    private static async Task<HttpStatusCode> CallAsync(int port, string method)
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, $"http://127.0.0.1:{port}/{method}")
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            // One empty message.
            Content = new ByteArrayContent(new byte[5]) { Headers = { ContentType = new MediaTypeHeaderValue("application/grpc") } },
        };
        request.Headers.TE.Add(new TransferCodingWithQualityHeaderValue("trailers"));
        using var response = await http.SendAsync(request);
        return response.StatusCode;
    }
}
