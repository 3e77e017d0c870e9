using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Orbital.Infrastructure.Hosting.Security;

/// <summary>TLS on the ports of both services, when section <c>Tls</c> names a certificate.</summary>
public static class OrbitalTls
{
    private static readonly TimeSpan HandshakeTimeout = TimeSpan.FromSeconds(10);

    /// <summary>Registers the certificate, its settings and its health check.</summary>
    public static IHostApplicationBuilder AddOrbitalTls(this IHostApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddStrictOptions<TlsOptions>(TlsOptions.Section);
        builder.Services.AddSingleton<IValidateOptions<TlsOptions>, TlsSettings>();
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddSingleton(provider => ActivatorUtilities.CreateInstance<TlsCertificates>(
            provider, provider.GetRequiredService<IOptions<TlsOptions>>().Value));
        if (!string.IsNullOrEmpty(builder.Configuration[$"{TlsOptions.Section}:{nameof(TlsOptions.Certificate)}"]))
            builder.Services.AddHealthChecks().AddCheck<TlsHealth>("tls");
        return builder;
    }

    /// <summary>Speaks TLS on this port, if the service has a certificate.</summary>
    /// <param name="listen">The port.</param>
    /// <param name="asksClients">Whether callers may or must show one, as <c>Tls:ClientCertificates</c> says.</param>
    public static void UseOrbitalTls(this ListenOptions listen, bool asksClients = false)
    {
        ArgumentNullException.ThrowIfNull(listen);
        if (!listen.ApplicationServices.GetRequiredService<IOptions<TlsOptions>>().Value.IsOn)
            return;
        var certificates = listen.ApplicationServices.GetRequiredService<TlsCertificates>();
        listen.UseHttps(new TlsHandshakeCallbackOptions
        {
            HandshakeTimeout = HandshakeTimeout, OnConnection = handshake => ValueTask.FromResult(certificates.Handshake(asksClients, handshake.Connection.Features)),
        });
    }
}
