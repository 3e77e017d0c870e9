using Microsoft.Extensions.Hosting;
using Orbital.Infrastructure.OrderManagement.KitchenClient;
using Orbital.Infrastructure.OrderManagement.MongoDb;

namespace Orbital.Infrastructure.OrderManagement.Hosting;

/// <summary>
/// Closes what the listener used: first the kitchens, then the database. Registered before the listener, so the host stops it after.
/// </summary>
internal sealed class ConnectionClosingService(IEnumerable<KitchenConnection> kitchens, MongoConnection mongo) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken)
    {
        foreach (var kitchen in kitchens)
            kitchen.Dispose();
        mongo.Dispose();
        return Task.CompletedTask;
    }
}
