using MediatR;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orbital.Application.OrderManagement.WatchOrders;

namespace Orbital.Infrastructure.OrderManagement.Hosting;

/// <summary>
/// Runs the listener for the life of the process. It stops with the first sign of the shutdown, while HTTP still answers, so that its
/// sends have the whole grace period.
/// </summary>
internal sealed partial class OrderListenerService(
    IMediator mediator, IHostApplicationLifetime lifetime, ILogger<OrderListenerService> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken, lifetime.ApplicationStopping);
        try
        {
            // Off the host's start: /ping answers whatever the databases do.
            await Task.Run(() => mediator.Send(new WatchOrders(), stop.Token), CancellationToken.None);
            LogStopped();
        }
        catch (Exception exception)
        {
            // No outage comes here, so a supervisor must see it: a failed background service alone would end with code 0.
            LogDied(exception);
            Environment.ExitCode = 1;
            lifetime.StopApplication();
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "The listener has stopped")]
    private partial void LogStopped();

    [LoggerMessage(Level = LogLevel.Critical, Message = "The listener died; this process ends")]
    private partial void LogDied(Exception exception);
}
