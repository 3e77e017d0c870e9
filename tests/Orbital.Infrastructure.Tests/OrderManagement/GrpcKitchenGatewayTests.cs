using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Grpc.Core;
using Microsoft.Extensions.Logging.Abstractions;
using Orbital.Application.OrderManagement.DeliverOrder;
using Orbital.Contracts.Orders.V1;
using Orbital.Domain.OrderManagement;
using Orbital.Infrastructure.OrderManagement.KitchenClient;
using Orbital.Testing;
using OrderItem = Orbital.Domain.OrderManagement.OrderItem;

namespace Orbital.Infrastructure.Tests.OrderManagement;

public sealed class GrpcKitchenGatewayTests : IAsyncLifetime
{
    private static readonly Order Order = new(
        "67adcfdc15da8840bc9673bd", "019c52aa-1232-307c-b56d-1a3af34b458c", "Desayuna", [new OrderItem("Burger", "Burger Plancha Station", 2)]);

    private KitchenStub _kitchen = null!;
    private KitchenConnection _connection = null!;
    private GrpcKitchenGateway _gateway = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _kitchen = await KitchenStub.StartAsync();
        var options = new KitchenOptions { Address = _kitchen.Address, SendTimeout = TimeSpan.FromMinutes(1) };
        _connection = new KitchenConnection(options, TimeProvider.System, NullLogger<KitchenConnection>.Instance);
        _gateway = new GrpcKitchenGateway(_connection, options, TimeProvider.System);
    }

    public async ValueTask DisposeAsync()
    {
        _connection.Dispose();
        await _kitchen.DisposeAsync();
    }

    [Fact]
    public async Task The_example_arrives_as_exactly_its_message()
    {
        (await _gateway.SendAsync(Order, Token)).Kind.ShouldBe(SendOutcomeKind.Delivered);

        var request = _kitchen.Received.ShouldHaveSingleItem();
        request.OrderId.ShouldBe("67adcfdc15da8840bc9673bd");
        request.OtterOrderId.ShouldBe("019c52aa-1232-307c-b56d-1a3af34b458c");
        request.BrandName.ShouldBe("Desayuna");
        var item = request.OrderItems.ShouldHaveSingleItem();
        item.ItemName.ShouldBe("Burger");
        item.StationName.ShouldBe("Burger Plancha Station");
        item.Quantity.ShouldBe(2);
    }

    [Fact]
    public void The_map_keeps_every_field_and_the_sequence_of_the_items()
    {
        var request = OrderMap.ToRequest(new Order("id", "otter", "brand", [new("a", "s1", 1), new("b", "s2", int.MaxValue)]));

        (request.OrderId, request.OtterOrderId, request.BrandName).ShouldBe(("id", "otter", "brand"));
        request.OrderItems.Select(item => (item.ItemName, item.StationName, item.Quantity))
            .ShouldBe([("a", "s1", 1), ("b", "s2", int.MaxValue)]);
    }

    [Theory]
    [InlineData(StatusCode.Unavailable, SendOutcomeKind.Unavailable)]
    [InlineData(StatusCode.DeadlineExceeded, SendOutcomeKind.Unavailable)]
    [InlineData(StatusCode.Aborted, SendOutcomeKind.Unavailable)]
    [InlineData(StatusCode.Cancelled, SendOutcomeKind.Unavailable)]
    [InlineData(StatusCode.ResourceExhausted, SendOutcomeKind.Unavailable)]
    [InlineData(StatusCode.Unauthenticated, SendOutcomeKind.NotAllowed)]
    [InlineData(StatusCode.PermissionDenied, SendOutcomeKind.NotAllowed)]
    [InlineData(StatusCode.Unimplemented, SendOutcomeKind.NotAllowed)]
    [InlineData(StatusCode.InvalidArgument, SendOutcomeKind.Refused)]
    [InlineData(StatusCode.AlreadyExists, SendOutcomeKind.Refused)]
    [InlineData(StatusCode.FailedPrecondition, SendOutcomeKind.Refused)]
    [InlineData(StatusCode.OutOfRange, SendOutcomeKind.Refused)]
    [InlineData(StatusCode.Unknown, SendOutcomeKind.Faulted)]
    [InlineData(StatusCode.Internal, SendOutcomeKind.Faulted)]
    [InlineData(StatusCode.DataLoss, SendOutcomeKind.Faulted)]
    [InlineData(StatusCode.NotFound, SendOutcomeKind.Faulted)]
    public async Task Each_status_has_its_outcome_and_keeps_its_text(StatusCode code, SendOutcomeKind kind)
    {
        _kitchen.AnswersWith(code, "the reason");

        (await _gateway.SendAsync(Order, Token)).ShouldBe(new SendOutcome(kind, $"{code}: the reason"));
        _kitchen.Received.Count.ShouldBe(1, "the channel must not retry by itself");
    }

    [Fact]
    public void No_status_but_OK_is_missing_above()
    {
        var table = typeof(GrpcKitchenGatewayTests).GetMethod(nameof(Each_status_has_its_outcome_and_keeps_its_text))!
            .GetCustomAttributes(typeof(InlineDataAttribute), inherit: false).Cast<InlineDataAttribute>();

        table.Select(row => (StatusCode)row.Data[0]!).Append(StatusCode.OK).Order().ShouldBe(Enum.GetValues<StatusCode>().Order());
    }

    [Theory]
    [InlineData(302, SendOutcomeKind.NotAllowed)]
    [InlineData(400, SendOutcomeKind.NotAllowed)]
    [InlineData(403, SendOutcomeKind.NotAllowed)]
    [InlineData(404, SendOutcomeKind.NotAllowed)]
    [InlineData(421, SendOutcomeKind.NotAllowed)]
    [InlineData(429, SendOutcomeKind.Unavailable)]
    [InlineData(503, SendOutcomeKind.Unavailable)]
    public async Task An_answer_that_is_no_gRPC_says_nothing_of_the_order_which_waits(int status, SendOutcomeKind kind)
    {
        _kitchen.HttpStatus = status;

        var outcome = await _gateway.SendAsync(Order, Token);

        outcome.Kind.ShouldBe(kind);
        outcome.Detail.ShouldContain($"{status}");
        _kitchen.Received.ShouldBeEmpty();
    }

    [Fact]
    public async Task An_answer_without_success_is_a_fault()
    {
        _kitchen.Answer = _ => Task.FromResult(new OrderResponse { Success = false, Message = "no" });

        (await _gateway.SendAsync(Order, Token)).Kind.ShouldBe(SendOutcomeKind.Faulted);
    }

    [Fact]
    public async Task A_kitchen_that_does_not_answer_costs_one_deadline()
    {
        _kitchen.Answer = async _ =>
        {
            await Task.Delay(TimeSpan.FromSeconds(30), TimeProvider.System, Token);
            return new OrderResponse();
        };

        var impatient = new GrpcKitchenGateway(_connection, new KitchenOptions { SendTimeout = TimeSpan.FromSeconds(2) }, TimeProvider.System);

        var outcome = await impatient.SendAsync(Order, Token).WaitAsync(TimeSpan.FromSeconds(20), Token);

        outcome.Kind.ShouldBe(SendOutcomeKind.Unavailable);
        outcome.Detail.ShouldStartWith("DeadlineExceeded");
    }

    [Fact]
    public async Task A_kitchen_that_is_away_is_unavailable()
    {
        await _kitchen.DisposeAsync();

        (await _gateway.SendAsync(Order, Token)).Kind.ShouldBe(SendOutcomeKind.Unavailable);
    }

    [Fact]
    public async Task A_server_that_speaks_no_gRPC_at_all_says_nothing_of_the_order()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var options = new KitchenOptions { Address = $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}", SendTimeout = TimeSpan.FromMinutes(1) };
        using var connection = new KitchenConnection(options, TimeProvider.System, NullLogger<KitchenConnection>.Instance);
        var outcome = new GrpcKitchenGateway(connection, options, TimeProvider.System).SendAsync(Order, Token);

        using (var client = await listener.AcceptTcpClientAsync(Token))
        {
            await using var stream = client.GetStream();
            await stream.ReadExactlyAsync(new byte["PRI * HTTP/2.0\r\n\r\n".Length], Token);
            await stream.WriteAsync("HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"u8.ToArray(), Token);
            await stream.FlushAsync(Token);
            (await outcome).Kind.ShouldBe(SendOutcomeKind.NotAllowed);
        }
    }

    [Theory]
    [InlineData(true, true, SendOutcomeKind.NotAllowed)]
    [InlineData(true, false, SendOutcomeKind.Unavailable)]
    [InlineData(false, false, SendOutcomeKind.NotAllowed)]
    public async Task Who_hangs_up_after_the_TLS_handshake_refuses_us_if_it_asked_for_a_certificate_or_speaks_no_HTTP2(bool speaksHttp2, bool asks, SendOutcomeKind kind)
    {
        using var certificates = new TestCertificates();
        using var own = certificates.Server("kitchen").Load();
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var over = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var hangsUp = HangUpAfterHandshakesAsync(listener, own, speaksHttp2, asks, over.Token);
        // A handshake that takes too long on a busy machine would be another outcome.
        var patience = TimeSpan.FromMinutes(1);
        var options = new KitchenOptions
        {
            Address = $"https://localhost:{((IPEndPoint)listener.LocalEndpoint).Port}", Authorities = certificates.Authority, SendTimeout = patience, ConnectTimeout = patience,
        };
        using (var connection = new KitchenConnection(options, TimeProvider.System, NullLogger<KitchenConnection>.Instance))
        {
            var gateway = new GrpcKitchenGateway(connection, options, TimeProvider.System);
            for (var i = 0; i < 3; i++)
            {
                var outcome = await gateway.SendAsync(Order, Token);
                outcome.Kind.ShouldBe(kind, outcome.Detail);
            }
        }

        await over.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(hangsUp);
    }

    [Fact]
    public async Task Giving_up_is_no_outcome()
    {
        _kitchen.Answer = async _ =>
        {
            await Task.Delay(TimeSpan.FromSeconds(30), TimeProvider.System, Token);
            return new OrderResponse();
        };
        using var giveUp = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));

        await Should.ThrowAsync<OperationCanceledException>(_gateway.SendAsync(Order, giveUp.Token));
    }

    // As a kitchen that refuses a certificate, or ends in that moment.
    private static async Task HangUpAfterHandshakesAsync(TcpListener listener, X509Certificate2 own, bool speaksHttp2, bool asks, CancellationToken over)
    {
        var handshake = new SslServerAuthenticationOptions
        {
            ServerCertificate = own,
            ApplicationProtocols = speaksHttp2 ? [SslApplicationProtocol.Http2] : null,
            ClientCertificateRequired = asks,
            RemoteCertificateValidationCallback = (_, shown, _, _) => shown is null,
        };
        while (true)
        {
            using var client = await listener.AcceptTcpClientAsync(over);
            await using var tls = new SslStream(client.GetStream());
            try
            {
                await tls.AuthenticateAsServerAsync(handshake, over);
                client.Client.Shutdown(SocketShutdown.Send);
                // An end with something unread would be a reset of the connection, which a caller may notice earlier and otherwise.
                await tls.CopyToAsync(Stream.Null, over);
            }
            catch (IOException)
            {
                // The caller was gone first.
            }
        }
    }
}
