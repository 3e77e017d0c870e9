using System.Net.Sockets;
using MediatR;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Orbital.Application.OrderManagement.ShowFeed;

namespace Orbital.Infrastructure.OrderManagement.KitchenClient;

/// <summary>Whether one kitchen takes orders: what the last send showed, and, when that was good or there was none, whether its port opens.</summary>
internal sealed class KitchenHealthCheck(IMediator mediator, KitchenConnection connection, KitchenOptions options, TimeProvider time) : IHealthCheck
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1.5);

    /// <summary>A fault is tried again after 1, 2 and 4 s: what passes by then is not worth a word.</summary>
    private static readonly TimeSpan Passing = TimeSpan.FromSeconds(10);

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var kitchen = (await mediator.Send(new ShowFeed(), cancellationToken)).Kitchens
            .Single(view => view.Name == options.Name).State;
        if (!kitchen.Open)
        {
            var what = kitchen.Alarm ? $"The kitchen at {options.Address} refuses this service" : "The kitchen takes no orders";
            return Bad(context, $"{what}: {kitchen.Reason}; next attempt at {kitchen.RetryAt:O}");
        }

        if (kitchen.FailingSince is { } since && time.GetUtcNow() - since > Passing)
            return Bad(context, $"The kitchen has answered with faults alone since {since:O}: {kitchen.Reason}");

        var address = options.Endpoint!;
        using var patience = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        try
        {
            using var probe = new TcpClient();
            await probe.ConnectAsync(address.Host, address.Port, either.Token);
            return connection.CredentialProblem is { } problem
                ? HealthCheckResult.Degraded($"The kitchen can be reached, but the changed files of what to show it cannot be used: {problem}")
                : HealthCheckResult.Healthy("The kitchen can be reached");
        }
        catch (Exception exception) when (exception is SocketException or OperationCanceledException)
        {
            return Bad(context, $"No connection to the kitchen at {options.Address}");
        }
    }

    private static HealthCheckResult Bad(HealthCheckContext context, string description) =>
        new(context.Registration.FailureStatus, description);
}
