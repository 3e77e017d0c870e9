using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Orbital.Infrastructure.Hosting.Security;

/// <summary>The checks that somebody has accepted by name.</summary>
internal sealed record AcceptedRisks(IReadOnlyList<StartCheck> Checks);

/// <summary>Says at every start what was accepted, so that it is not forgotten.</summary>
internal sealed partial class AcceptedRisksNotice(AcceptedRisks risks, ILogger<AcceptedRisksNotice> logger) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var check in risks.Checks)
            LogAccepted(check.Name, check.Rule);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(Level = LogLevel.Warning, Message = "Security:Accept:{Check} is set, so this is not required: {Rule}")]
    private partial void LogAccepted(string check, string rule);
}

/// <summary>Says, once a service of a developer listens, where it does and what it leaves open.</summary>
internal sealed partial class OpenServiceNotice(
    IServer server, IConfiguration settings, IOptions<TlsOptions> tls, IHostApplicationLifetime lifetime, ILogger<OpenServiceNotice> logger) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        lifetime.ApplicationStarted.Register(Say);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private void Say()
    {
        var addresses = string.Join(", ", server.Features.Get<IServerAddressesFeature>()?.Addresses ?? []);
        var open = new[] { StartCheck.HasSignIn(settings) ? null : "no sign-in", tls.Value.IsOn ? null : "no TLS" }.OfType<string>().ToList();
        if (open.Count > 0)
            LogOpen(addresses, string.Join(", ", open));
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "For development only: {Addresses} with {Open}")]
    private partial void LogOpen(string addresses, string open);
}
