using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Orbital.Infrastructure.Hosting.Security;
using Orbital.Testing;

namespace Orbital.Infrastructure.Tests.Hosting;

public sealed class ClientCertificateIdentityTests
{
    [Fact]
    public async Task Who_shows_a_certificate_is_a_service_by_its_name()
    {
        using var certificates = new TestCertificates();
        using var shown = certificates.Client("order-management").Load();

        var result = await AuthenticateAsync(connection => connection.ClientCertificate = shown);

        result.Succeeded.ShouldBeTrue();
        result.Principal.IsInRole("service").ShouldBeTrue();
        result.Principal.IsInRole("manager").ShouldBeFalse();
        result.Principal.FindFirstValue("roles").ShouldBe("service");
        result.Principal.Identity!.Name.ShouldBe("order-management");
    }

    [Fact]
    public async Task Who_shows_none_is_nobody() => (await AuthenticateAsync(_ => { })).None.ShouldBeTrue();

    private static async Task<AuthenticateResult> AuthenticateAsync(Action<ConnectionInfo> connect)
    {
        var services = new ServiceCollection().AddLogging();
        services.AddAuthentication().AddClientCertificates();
        await using var provider = services.BuildServiceProvider();
        var context = new DefaultHttpContext { RequestServices = provider };
        connect(context.Connection);
        return await context.AuthenticateAsync(ClientCertificateIdentity.Scheme);
    }
}
