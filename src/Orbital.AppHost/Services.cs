using System.Globalization;
using System.Security.Cryptography.X509Certificates;
using Orbital.AppHost.Certificates;
using Orbital.AppHost.Databases;
using Orbital.AppHost.Processes;

namespace Orbital.AppHost;

/// <summary>Orbital's two services, as processes.</summary>
internal sealed class Services : IDisposable
{
    private readonly HostOptions _options;
    private readonly LocalCertificates? _certificates;
    private readonly Supervisor _running;
    private readonly HttpClient _http;

    /// <param name="options">What was asked for.</param>
    /// <param name="certificates">With which they speak TLS; null when they do not.</param>
    /// <param name="running">Takes the processes.</param>
    public Services(HostOptions options, LocalCertificates? certificates, Supervisor running)
    {
        (_options, _certificates, _running) = (options, certificates, running);
        _http = new HttpClient(new SocketsHttpHandler { SslOptions = { CertificateChainPolicy = certificates is null ? null : Trust(certificates) } })
        {
            Timeout = TimeSpan.FromSeconds(5),
        };
    }

    public Task StartKitchenAsync(PostgreSqlServer postgreSql, CancellationToken stop)
    {
        var settings = new Dictionary<string, string>
        {
            ["ConnectionStrings__PostgreSQL"] = postgreSql.ConnectionString,
            ["Kitchen__HttpPort"] = Text(_options.KitchenPort),
            ["Kitchen__GrpcPort"] = Text(_options.GrpcPort),
        };
        if (_certificates is { } certificates)
        {
            settings["Tls__Certificate"] = certificates.KitchenCertificate;
            settings["Tls__Key"] = certificates.KitchenKey;
            settings["Tls__ClientCertificates"] = "Required";
            settings["Tls__ClientAuthorities"] = certificates.Authority;
        }

        return StartAsync("kitchen", "Orbital.Kitchen.Api", _options.KitchenPort, settings, stop);
    }

    public Task StartOrderManagementAsync(MongoDBServer mongoDB, CancellationToken stop)
    {
        var settings = new Dictionary<string, string>
        {
            ["ConnectionStrings__MongoDB"] = mongoDB.ConnectionString,
            ["OrderManagement__HttpPort"] = Text(_options.OrderManagementPort),
            ["Kitchens__Default__Address"] = _options.KitchenAddress,
        };
        if (_certificates is { } certificates)
        {
            settings["Tls__Certificate"] = certificates.OrderManagementCertificate;
            settings["Tls__Key"] = certificates.OrderManagementKey;
            // A kitchen that the user named has certificates of its own, and settings for them.
            if (_options.NamedKitchenAddress is null)
            {
                settings["Kitchens__Default__Authorities"] = certificates.Authority;
                settings["Kitchens__Default__Certificate"] = certificates.OrderManagementCertificate;
                settings["Kitchens__Default__Key"] = certificates.OrderManagementKey;
            }
        }

        return StartAsync("order-management", "Orbital.OrderManagement.Api", _options.OrderManagementPort, settings, stop);
    }

    public void Dispose() => _http.Dispose();

    private async Task StartAsync(string name, string project, int port, Dictionary<string, string> environment, CancellationToken stop)
    {
        // Readable logs and no checks, unless the user asked for another environment.
        if (Environment.GetEnvironmentVariable("ASPNETCORE_ENVIRONMENT") is null && Environment.GetEnvironmentVariable("DOTNET_ENVIRONMENT") is null)
            environment["DOTNET_ENVIRONMENT"] = "Development";
        // Nobody balances between services that are there once.
        if (Environment.GetEnvironmentVariable("Shutdown__DrainDelay") is null)
            environment["Shutdown__DrainDelay"] = "00:00:00";
        var process = _running.Start(ProcessSpec.DotNet(name, Repository.AssemblyOf("src", project)) with
        {
            WorkingDirectory = Repository.PathOf("src", project),
            Environment = environment,
        });
        await _running.WaitUntilReadyAsync(process, cancellationToken => WhatIsMissingAsync(port, cancellationToken), stop);
    }

    private async Task<string?> WhatIsMissingAsync(int port, CancellationToken cancellationToken)
    {
        try
        {
            using var response = await _http.GetAsync(new Uri($"{_options.Scheme}://127.0.0.1:{port}/health/ready"), cancellationToken);
            return response.IsSuccessStatusCode ? null : await response.Content.ReadAsStringAsync(cancellationToken);
        }
        catch (HttpRequestException exception)
        {
            return exception.Message;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return $"/health/ready on port {port} did not answer in time.";
        }
    }

    private static X509ChainPolicy Trust(LocalCertificates certificates)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.ImportFromPemFile(certificates.Authority);
        return policy;
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
