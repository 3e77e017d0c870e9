using Grpc.Core;
using Grpc.Net.Client;
using Orbital.Testing;

namespace Orbital.Kitchen.Api.Tests.Tls;

/// <summary>Who is let in over gRPC when the kitchen asks its callers for certificates.</summary>
public sealed class ClientCertificateTests(PostgresServer postgres) : IDisposable
{
    private readonly TestCertificates _certificates = new();
    private readonly TestCertificates _strangers = new();

    public void Dispose()
    {
        _certificates.Dispose();
        _strangers.Dispose();
    }

    [Fact]
    public async Task Without_with_a_foreign_an_expired_or_another_certificate_nobody_is_let_in_and_nothing_is_written()
    {
        await using var kitchen = await StartAsync("Required", "order-management,till");
        using var good = _certificates.Client("order-management").Load();
        using var foreign = _strangers.Client("order-management").Load();
        using var expired = _certificates.Client("order-management", TimeSpan.FromDays(-1)).Load();
        using var another = _certificates.Client("somebody").Load();
        using var forServers = _certificates.Server("order-management").Load();

        foreach (var certificate in new[] { null, foreign, expired, another, forServers })
        {
            var name = certificate is null ? "none" : $"{certificate.Subject} until {certificate.NotAfter:O}";
            (await Should.ThrowAsync<RpcException>(() => kitchen.SendAsync($"with {name}", certificate), name)).StatusCode
                .ShouldBeOneOf(StatusCode.Unavailable, StatusCode.Internal);
        }

        (await kitchen.SendAsync("good", good)).Success.ShouldBeTrue();
        (await kitchen.OrdersAsync()).ShouldBe(["good"]);
    }

    [Fact]
    public async Task Where_it_is_allowed_one_may_come_without_but_not_with_a_bad_one_or_one_that_has_become_bad()
    {
        await using var kitchen = await StartAsync("Allowed", null);
        using var good = _certificates.Client("anybody").Load();
        using var foreign = _strangers.Client("anybody").Load();

        await kitchen.SendAsync("without", null);
        using var open = kitchen.Connect(good);
        await TlsKitchen.SendAsync("with", open);
        await Should.ThrowAsync<RpcException>(() => kitchen.SendAsync("foreign", foreign));

        File.Copy(_strangers.Authority, Authorities, overwrite: true);
        (await Eventually.BecomesAsync(() => RefusalAsync(open), TimeSpan.FromSeconds(60))).ShouldBe("Unauthenticated");
        await Eventually.BecomesTrueAsync(async () => await RefusalAsync(open) is not ("Unauthenticated" or null), TimeSpan.FromSeconds(60), "the connection ends");
        (await kitchen.OrdersAsync()).Order().ShouldBe(["with", "without"]);
    }

    private static async Task<string?> RefusalAsync(GrpcChannel open)
    {
        try
        {
            await TlsKitchen.SendAsync("with", open);
            return null;
        }
        catch (RpcException exception)
        {
            return exception.StatusCode.ToString();
        }
    }

    private string Authorities => _certificates.PathOf("callers.pem");

    private async Task<TlsKitchen> StartAsync(string clientCertificates, string? name)
    {
        File.Copy(_certificates.Authority, Authorities);
        List<(string, string)> settings = [("Tls:ClientCertificates", clientCertificates), ("Tls:ClientAuthorities", Authorities)];
        if (name is not null)
            settings.Add(("Tls:ClientNames", name));
        return await TlsKitchen.StartAsync(await postgres.CreateKitchenAsync(), _certificates, [.. settings]);
    }
}
