using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging.Abstractions;
using Orbital.Application.OrderManagement.DeliverOrder;
using Orbital.Domain.OrderManagement;
using Orbital.Infrastructure.OrderManagement.KitchenClient;
using Orbital.Testing;
using OrderItem = Orbital.Domain.OrderManagement.OrderItem;

namespace Orbital.Infrastructure.Tests.OrderManagement;

/// <summary>Something answers in the kitchen's place, or hangs up: that says nothing of the order.</summary>
public sealed class TurnedAwayTests
{
    // What takes too long on a busy machine would be another outcome.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    // A frame without content: its length in three bytes, type 4, no flags, stream 0.
    private static readonly byte[] EmptySettings = [0, 0, 0, 4, 0, 0, 0, 0, 0];

    private static readonly Order Order = new("67adcfdc15da8840bc9673bd", "otter", "Desayuna", [new OrderItem("Burger", "Grill", 2)]);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(200, SendOutcomeKind.Unavailable)]
    [InlineData(302, SendOutcomeKind.NotAllowed)]
    [InlineData(307, SendOutcomeKind.NotAllowed)]
    [InlineData(400, SendOutcomeKind.NotAllowed)]
    [InlineData(403, SendOutcomeKind.NotAllowed)]
    [InlineData(404, SendOutcomeKind.NotAllowed)]
    [InlineData(421, SendOutcomeKind.NotAllowed)]
    [InlineData(429, SendOutcomeKind.Unavailable)]
    [InlineData(500, SendOutcomeKind.Unavailable)]
    [InlineData(503, SendOutcomeKind.Unavailable)]
    [InlineData(520, SendOutcomeKind.Unavailable)]
    public async Task An_answer_that_is_no_gRPC_says_nothing_of_the_order_which_waits(int status, SendOutcomeKind kind)
    {
        await using var kitchen = await KitchenStub.StartAsync();
        kitchen.HttpStatus = status;
        var options = new KitchenOptions { Address = kitchen.Address, SendTimeout = Patience };
        using var connection = new KitchenConnection(options, TimeProvider.System, NullLogger<KitchenConnection>.Instance);

        var outcome = await new GrpcKitchenGateway(connection, options, TimeProvider.System).SendAsync(Order, Token);

        outcome.Kind.ShouldBe(kind);
        outcome.Detail.ShouldContain($"{status}");
        kitchen.Received.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_server_that_speaks_no_gRPC_at_all_says_nothing_of_the_order()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var options = new KitchenOptions { Address = $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}", SendTimeout = Patience };
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

    // As a process that was stopped: what is sent to it still arrives, and nothing comes back.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_kitchen_that_hangs_does_not_answer_which_is_no_matter_of_its_address(bool spokeBefore)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var options = new KitchenOptions
        {
            Address = $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}", SendTimeout = Patience,
            PingDelay = TimeSpan.FromSeconds(1), PingTimeout = TimeSpan.FromSeconds(1),
        };
        using var connection = new KitchenConnection(options, TimeProvider.System, NullLogger<KitchenConnection>.Instance);
        var sending = new GrpcKitchenGateway(connection, options, TimeProvider.System).SendAsync(Order, Token);

        using var client = await listener.AcceptTcpClientAsync(Token);
        await using var stream = client.GetStream();
        if (spokeBefore)
            await stream.WriteAsync(EmptySettings, Token);

        var outcome = await sending;
        outcome.Kind.ShouldBe(SendOutcomeKind.Unavailable, outcome.Detail);
        outcome.Detail.ShouldStartWith("the kitchen does not answer");
    }

    [Fact]
    public async Task A_connection_that_breaks_in_the_middle_of_a_call_says_nothing_of_the_order()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var options = new KitchenOptions { Address = $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}", SendTimeout = Patience };
        using var connection = new KitchenConnection(options, TimeProvider.System, NullLogger<KitchenConnection>.Instance);
        var sending = new GrpcKitchenGateway(connection, options, TimeProvider.System).SendAsync(Order, Token);

        using (var client = await listener.AcceptTcpClientAsync(Token))
        {
            await using var stream = client.GetStream();
            await stream.WriteAsync(EmptySettings, Token);
            await stream.ReadExactlyAsync(new byte[100], Token);
        }

        listener.Stop();
        var outcome = await sending;
        outcome.Kind.ShouldBe(SendOutcomeKind.Unavailable, outcome.Detail);
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
        var options = new KitchenOptions
        {
            Address = $"https://localhost:{((IPEndPoint)listener.LocalEndpoint).Port}", Authorities = certificates.Authority, SendTimeout = Patience, ConnectTimeout = Patience,
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
