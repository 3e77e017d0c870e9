using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Orbital.Infrastructure.Hosting.Security;
using Orbital.Testing;

namespace Orbital.Infrastructure.Tests.Hosting;

/// <summary>A caller's certificate on a connection that stays open while times change.</summary>
public sealed class CallerCertificatesTests : IAsyncLifetime
{
    private readonly TestCertificates _certificates = new();
    private readonly TestCertificates _others = new();
    private readonly FakeTimeProvider _time = new(TimeProvider.System.GetUtcNow());
    private readonly ConcurrentQueue<string> _connections = new();
    private string _authorities = "";
    private WebApplication _service = null!;

    public async ValueTask InitializeAsync()
    {
        _authorities = _certificates.PathOf("callers.pem");
        File.Copy(_certificates.Authority, _authorities);
        var shown = _certificates.Server("localhost");
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Tls:Certificate"] = shown.Certificate,
            ["Tls:Key"] = shown.Key,
            ["Tls:ClientCertificates"] = "Required",
            ["Tls:ClientAuthorities"] = _authorities,
        });
        builder.Services.AddSingleton<TimeProvider>(_time);
        builder.Services.AddProblemDetails();
        builder.AddOrbitalTls();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen =>
        {
            listen.Protocols = HttpProtocols.Http2;
            listen.UseOrbitalTls(asksClients: true);
        }));
        _service = builder.Build();
        _service.Use((context, next) =>
        {
            _connections.Enqueue(context.Connection.Id);
            return next(context);
        });
        _service.UseCallerCertificates();
        _service.MapGet("/", () => "in");
        await _service.StartAsync(TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await _service.DisposeAsync();
        _certificates.Dispose();
        _others.Dispose();
    }

    [Fact]
    public async Task Its_requests_are_refused_once_it_has_expired_and_its_connection_ends()
    {
        using var certificate = _certificates.Client("caller").Load();
        using var caller = Caller(certificate);

        (await caller.GetAsync("/")).ShouldBe(HttpStatusCode.OK);
        _time.Advance(TimeSpan.FromDays(61));
        (await caller.GetAsync("/")).ShouldBe(HttpStatusCode.Unauthorized);
        (await caller.GetAsync("/")).ShouldBe(HttpStatusCode.Unauthorized);

        _connections.Distinct().Count().ShouldBe(2);
        _connections.Take(2).Distinct().Count().ShouldBe(1);
    }

    [Fact]
    public async Task Its_requests_are_refused_once_its_authority_is_not_trusted_any_more()
    {
        using var certificate = _certificates.Client("caller").Load();
        using var caller = Caller(certificate);
        (await caller.GetAsync("/")).ShouldBe(HttpStatusCode.OK);

        // Another authority beside its own changes nothing for it.
        Trust(_certificates.Authority, _others.Authority);
        (await caller.GetAsync("/")).ShouldBe(HttpStatusCode.OK);
        Trust(_others.Authority);
        (await caller.GetAsync("/")).ShouldBe(HttpStatusCode.Unauthorized);

        _connections.Distinct().Count().ShouldBe(1);
        Trust(_certificates.Authority);
        (await caller.GetAsync("/")).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task What_it_has_shown_between_itself_and_its_authority_counts_later_too()
    {
        using var root = Issue("root", issuer: null);
        using var between = Issue("between", root);
        using var certificate = Issue("caller", between, isAuthority: false);
        Trust(WrittenAs("root.pem", root));
        using var caller = Caller(certificate, between);
        (await caller.GetAsync("/")).ShouldBe(HttpStatusCode.OK);

        Trust(WrittenAs("root.pem", root), _others.Authority);

        (await caller.GetAsync("/")).ShouldBe(HttpStatusCode.OK);
        _connections.Distinct().Count().ShouldBe(1);
    }

    private void Trust(params string[] files)
    {
        File.WriteAllText(_authorities, string.Join('\n', files.Select(File.ReadAllText)));
        _time.Advance(TimeSpan.FromSeconds(3));
    }

    private string WrittenAs(string name, X509Certificate2 certificate)
    {
        File.WriteAllText(_certificates.PathOf(name), certificate.ExportCertificatePem());
        return _certificates.PathOf(name);
    }

    private static X509Certificate2 Issue(string name, X509Certificate2? issuer, bool isAuthority = true)
    {
        var now = TimeProvider.System.GetUtcNow();
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(isAuthority, hasPathLengthConstraint: false, 0, critical: true));
        if (issuer is null)
            return request.CreateSelfSigned(now.AddHours(-1), now.AddDays(1));
        using var issued = request.Create(issuer, now.AddHours(-1), now.AddHours(12), RandomNumberGenerator.GetBytes(8));
        return issued.CopyWithPrivateKey(key);
    }

    private OneCaller Caller(X509Certificate2 certificate, params X509Certificate2[] between)
    {
        var trust = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        trust.CustomTrustStore.ImportFromPemFile(_certificates.Authority);
        return new OneCaller(new Uri(_service.Urls.Single()), new SslClientAuthenticationOptions
        {
            TargetHost = "localhost",
            CertificateChainPolicy = trust,
            ClientCertificateContext = SslStreamCertificateContext.Create(certificate, [.. between], offline: true),
        });
    }

    /// <summary>Sends over one connection as long as it is open.</summary>
    private sealed class OneCaller(Uri address, SslClientAuthenticationOptions tls) : IDisposable
    {
        private readonly HttpClient _http = new(new SocketsHttpHandler { SslOptions = tls })
        {
            BaseAddress = address,
            DefaultRequestVersion = HttpVersion.Version20,
            DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };

        public async Task<HttpStatusCode> GetAsync(string path)
        {
            using var answer = await _http.GetAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);
            return answer.StatusCode;
        }

        public void Dispose() => _http.Dispose();
    }
}
