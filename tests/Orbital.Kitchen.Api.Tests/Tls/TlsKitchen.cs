using System.Net.Http.Json;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Orbital.Contracts.Orders.V1;
using Orbital.Testing;
using ProtoBuf.Grpc.Client;

namespace Orbital.Kitchen.Api.Tests.Tls;

/// <summary>A kitchen inside this process that speaks TLS, and its clients.</summary>
internal sealed class TlsKitchen : IAsyncDisposable
{
    private readonly WebApplication _host;

    private TlsKitchen(WebApplication host, TestCertificates certificates)
    {
        _host = host;
        Certificates = certificates;
        var ports = host.Urls.Select(url => new Uri(url).Port).ToArray();
        (HttpPort, GrpcPort) = (ports[0], ports[1]);
        Http = new HttpClient(Handler(null)) { BaseAddress = new Uri($"https://localhost:{HttpPort}") };
    }

    public TestCertificates Certificates { get; }

    public int HttpPort { get; }

    public int GrpcPort { get; }

    /// <summary>Shows no certificate.</summary>
    public HttpClient Http { get; }

    /// <param name="connectionString">Of its database.</param>
    /// <param name="certificates">Issue what it shows.</param>
    /// <param name="settings">Beside its certificate.</param>
    public static async Task<TlsKitchen> StartAsync(string connectionString, TestCertificates certificates, params (string Name, string Value)[] settings)
    {
        var shown = certificates.Server("kitchen");
        (string Name, string Value)[] all =
        [
            ("environment", "Development"), ("ConnectionStrings:PostgreSQL", connectionString), ("Serilog:MinimumLevel:Default", "Fatal"),
            ("Kitchen:HttpPort", "0"), ("Kitchen:GrpcPort", "0"), ("Tls:Certificate", shown.Certificate), ("Tls:Key", shown.Key), .. settings,
        ];
        var host = KitchenHost.Build([.. all.Select(setting => $"--{setting.Name}={setting.Value}")]);
        await host.StartAsync();
        var kitchen = new TlsKitchen(host, certificates);
        await Eventually.BecomesTrueAsync(async () => (await kitchen.Http.GetAsync("/health/ready")).IsSuccessStatusCode, TimeSpan.FromSeconds(60));
        return kitchen;
    }

    /// <summary>Sends an order over a connection of its own.</summary>
    public async Task<OrderResponse> SendAsync(string orderId, X509Certificate2? certificate)
    {
        using var channel = Connect(certificate);
        return await SendAsync(orderId, channel);
    }

    /// <summary>Sends an order over one that stays open.</summary>
    public static async Task<OrderResponse> SendAsync(string orderId, GrpcChannel channel) =>
        await channel.CreateGrpcService<IOrderService>().SendOrder(new OrderRequest
        {
            OrderId = orderId,
            BrandName = "Desayuna",
            OrderItems = [new OrderItem { ItemName = "Burger", StationName = "Grill", Quantity = 1 }],
        });

    /// <summary>Shows a certificate, or none.</summary>
    public GrpcChannel Connect(X509Certificate2? certificate) => GrpcChannel.ForAddress(
        $"https://localhost:{GrpcPort}", new GrpcChannelOptions { HttpHandler = Handler(certificate), DisposeHttpClient = true });

    /// <summary>The ids of the orders that it has.</summary>
    public async Task<IReadOnlyList<string>> OrdersAsync()
    {
        var page = await Http.GetFromJsonAsync<JsonElement>("/api/v1/orders?limit=100");
        return [.. page.GetProperty("items").EnumerateArray().Select(order => order.GetProperty("orderId").GetString()!)];
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _host.StopAsync();
        await _host.DisposeAsync();
    }

    private SocketsHttpHandler Handler(X509Certificate2? certificate) => new()
    {
        SslOptions = new SslClientAuthenticationOptions
        {
            TargetHost = "localhost",
            CertificateChainPolicy = Trust(),
            ClientCertificateContext = certificate is null ? null : SslStreamCertificateContext.Create(certificate, null, offline: true),
        },
    };

    /// <summary>Trusts the test's authority and no other.</summary>
    public X509ChainPolicy Trust()
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.ImportFromPemFile(Certificates.Authority);
        return policy;
    }
}
