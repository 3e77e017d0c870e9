using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Orbital.Contracts.Kitchen.V1;
using Orbital.Contracts.Orders.V1;
using ProtoBuf.Grpc;

namespace Orbital.Client.Tests;

public sealed class KitchenClientTests
{
    private static readonly OrderRequest Order = new() { OrderId = "a" };

    [Fact]
    public async Task A_call_has_a_deadline_unless_its_caller_says_another()
    {
        await using var kitchen = await ScriptedKitchen.StartAsync();
        await using var services = kitchen.Client(options => options.Deadline = TimeSpan.FromMinutes(5));
        var orders = services.GetRequiredService<IOrderService>();

        (await orders.SendOrder(Order)).Success.ShouldBeTrue();
        await orders.SendOrder(Order, new CallContext(new CallOptions(deadline: TimeProvider.System.GetUtcNow().UtcDateTime.AddMinutes(60))));

        var now = TimeProvider.System.GetUtcNow().UtcDateTime;
        kitchen.Calls.Select(call => (int)Math.Round((call.Deadline - now).TotalMinutes)).ShouldBe([5, 60]);
    }

    [Fact]
    public async Task A_certificate_of_an_own_authority_is_taken_when_it_is_named_and_only_then()
    {
        using var authority = SelfSigned();
        await using var kitchen = await ScriptedKitchen.StartAsync(authority);
        kitchen.Address.Scheme.ShouldBe("https");
        await using var trusting = kitchen.Client(options => options.TrustedAuthority = X509CertificateLoader.LoadCertificate(authority.RawData));
        await using var wary = kitchen.Client(options => options.Attempts = 1);
        using var another = SelfSigned();
        await using var deceived = kitchen.Client(options => (options.Attempts, options.TrustedAuthority) = (1, another));

        (await trusting.GetRequiredService<IOrderService>().SendOrder(Order)).Success.ShouldBeTrue();
        foreach (var services in new[] { wary, deceived })
            (await Should.ThrowAsync<RpcException>(() => services.GetRequiredService<IOrderService>().SendOrder(Order))).Status.Detail.ShouldContain("SSL");
    }

    [Fact]
    public async Task A_kitchen_that_asks_for_a_certificate_is_shown_it_and_lets_nobody_else_in()
    {
        using var authority = SelfSigned();
        using var own = SelfSigned();
        using var foreign = SelfSigned();
        await using var kitchen = await ScriptedKitchen.StartAsync(authority, shown => shown.Thumbprint == own.Thumbprint);
        await using var known = Client(own);
        await using var without = Client(null);
        await using var stranger = Client(foreign);

        (await known.GetRequiredService<IOrderService>().SendOrder(Order)).Success.ShouldBeTrue();
        foreach (var services in new[] { without, stranger })
            await Should.ThrowAsync<RpcException>(() => services.GetRequiredService<IOrderService>().SendOrder(Order));
        kitchen.Calls.Count.ShouldBe(1);

        ServiceProvider Client(X509Certificate2? certificate) => kitchen.Client(options =>
            (options.Attempts, options.TrustedAuthority, options.Certificate) = (1, X509CertificateLoader.LoadCertificate(authority.RawData), certificate));
    }

    [Fact]
    public void A_certificate_without_its_key_is_named()
    {
        using var own = SelfSigned();
        using var bare = X509CertificateLoader.LoadCertificate(own.RawData);
        using var services = new ServiceCollection().AddOrbitalKitchenClient(options =>
            (options.Address, options.Certificate) = (new Uri("https://localhost:50051"), bare)).BuildServiceProvider();

        Should.Throw<OptionsValidationException>(() => services.GetRequiredService<IEventService>()).Message.ShouldContain("Certificate must have its private key");
    }

    [Fact]
    public async Task A_token_is_asked_for_and_shown_with_each_attempt()
    {
        await using var kitchen = await ScriptedKitchen.StartAsync();
        var asked = 0;
        await using var services = kitchen.Client(options => options.Token = _ => ValueTask.FromResult($"token-{++asked}"));
        kitchen.Refusals = 1;

        (await services.GetRequiredService<IOrderService>().SendOrder(Order)).Success.ShouldBeTrue();
        await foreach (var message in services.GetRequiredService<IEventService>().Subscribe(new SubscribeRequest()))
            message.ShouldNotBeNull();

        kitchen.Credentials.ShouldBe(["Bearer token-1", "Bearer token-2", "Bearer token-3"]);
    }

    [Fact]
    public async Task Without_a_token_none_is_shown_and_with_one_the_way_must_be_safe()
    {
        await using var kitchen = await ScriptedKitchen.StartAsync();
        await using var services = kitchen.Client();
        await services.GetRequiredService<IOrderService>().SendOrder(Order);
        kitchen.Credentials.ShouldBe([null]);

        using var open = new ServiceCollection().AddOrbitalKitchenClient(options =>
        {
            options.Address = new Uri("http://kitchen.test:50051");
            options.Token = _ => ValueTask.FromResult("token");
        }).BuildServiceProvider();
        Should.Throw<OptionsValidationException>(() => open.GetRequiredService<IOrderService>()).Message.ShouldContain("https://");
    }

    [Theory]
    [InlineData(nameof(KitchenClientOptions.Address), null, 10, 5)]
    [InlineData(nameof(KitchenClientOptions.Address), "kitchen:50051", 10, 5)]
    [InlineData(nameof(KitchenClientOptions.Deadline), "http://localhost:50051", 0, 5)]
    [InlineData(nameof(KitchenClientOptions.Attempts), "http://localhost:50051", 10, 0)]
    public void A_setting_that_cannot_be_meant_is_named(string setting, string? address, int deadlineSeconds, int attempts)
    {
        using var services = new ServiceCollection().AddOrbitalKitchenClient(options =>
        {
            options.Address = address is null ? null : new Uri(address);
            options.Deadline = TimeSpan.FromSeconds(deadlineSeconds);
            options.Attempts = attempts;
        }).BuildServiceProvider();

        Should.Throw<OptionsValidationException>(() => services.GetRequiredService<IEventService>()).Message.ShouldContain(setting);
    }

    [Fact]
    public void A_second_kitchen_in_the_same_container_is_refused() => Should.Throw<InvalidOperationException>(() => new ServiceCollection()
        .AddOrbitalKitchenClient(options => options.Address = new Uri("http://north:50051"))
        .AddOrbitalKitchenClient(options => options.Address = new Uri("http://south:50051")));

    private static X509Certificate2 SelfSigned()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        var now = TimeProvider.System.GetUtcNow();
        using var certificate = request.CreateSelfSigned(now.AddHours(-1), now.AddHours(1));
        return X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pfx), password: null);
    }
}
