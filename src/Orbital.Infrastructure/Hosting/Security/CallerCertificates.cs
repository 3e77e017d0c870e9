using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Orbital.Infrastructure.Hosting.Security;

/// <summary>
/// A connection may live for months: a caller whose certificate has expired since the handshake, or whose authority is not trusted any more, is
/// refused at its next request, and its connection ends.
/// </summary>
internal static class CallerCertificates
{
    public static void UseCallerCertificates(this WebApplication app)
    {
        if (app.Services.GetRequiredService<IOptions<TlsOptions>>().Value is not { IsOn: true, ClientCertificates: not ClientCertificates.None })
            return;
        var certificates = app.Services.GetRequiredService<TlsCertificates>();
        var problems = app.Services.GetRequiredService<IProblemDetailsService>();
        var logger = app.Services.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(CallerCertificates));
        app.Use((context, next) =>
        {
            if (context.Features.Get<CallerCertificate>() is not { } caller || certificates.IsGood(caller))
                return next(context);
            context.Features.Get<IConnectionLifetimeNotificationFeature>()?.RequestClose();
            return RefusalAnswer.WriteAsync(context, new Refusal("certificate", RefusalProblems.CertificateOver()), problems, logger);
        });
    }
}

/// <summary>The certificate of the caller at the other end of a connection.</summary>
internal sealed class CallerCertificate
{
    private readonly byte[] _shown;
    private readonly X509Certificate2Collection _between;
    private readonly DateTimeOffset _from;
    private readonly DateTimeOffset _until;
    private volatile Judgement _judgement;

    /// <param name="shown">The certificate.</param>
    /// <param name="chain">What came with it in the handshake; copied, as it ends with the handshake.</param>
    /// <param name="authorities">By which it was found good.</param>
    public CallerCertificate(X509Certificate2 shown, X509Chain? chain, X509Certificate2Collection authorities)
    {
        _shown = shown.RawData;
        _between = [.. chain?.ChainPolicy.ExtraStore.Select(certificate => new X509Certificate2(certificate)) ?? []];
        (_from, _until) = (new DateTimeOffset(shown.NotBefore), new DateTimeOffset(shown.NotAfter));
        _judgement = new Judgement(authorities, IsGood: true);
    }

    /// <summary>Whether it is within its dates and of one of these authorities. That is looked into once for each set of them.</summary>
    public bool IsGood(DateTimeOffset now, X509Certificate2Collection authorities)
    {
        if (now < _from || now >= _until)
            return false;
        if (!ReferenceEquals(_judgement.Authorities, authorities))
            _judgement = new Judgement(authorities, IsOf(authorities));
        return _judgement.IsGood;
    }

    private bool IsOf(X509Certificate2Collection authorities)
    {
        using var chain = new X509Chain { ChainPolicy = AuthorityFile.Policy(authorities, AuthorityFile.ClientUse) };
        chain.ChainPolicy.ExtraStore.AddRange(_between);
        using var shown = X509CertificateLoader.LoadCertificate(_shown);
        return chain.Build(shown);
    }

    private sealed record Judgement(X509Certificate2Collection Authorities, bool IsGood);
}
