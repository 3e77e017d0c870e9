using Orbital.Infrastructure.Tests.OrderManagement;
using Orbital.MongoEmulator;

namespace Orbital.OrderManagement.Api.Tests;

/// <summary>Tests of the service between a source database and a kitchen of their own.</summary>
public abstract class BetweenSourceAndKitchen : IAsyncLifetime
{
    protected MongoEmulatorServer Mongo { get; private set; } = null!;

    private protected KitchenStub Kitchen { get; private set; } = null!;

    private protected OrderManagementService Service { get; private set; } = null!;

    private protected SourceOrders Source { get; private set; } = null!;

    public virtual async ValueTask InitializeAsync()
    {
        Mongo = await MongoEmulatorServer.StartAsync();
        Kitchen = await KitchenStub.StartAsync();
        Service = await OrderManagementService.StartAsync(Mongo.ConnectionString, Kitchen.Address);
        Source = new SourceOrders(Mongo.ConnectionString);
    }

    public async ValueTask DisposeAsync()
    {
        Source.Dispose();
        await Service.DisposeAsync();
        await Kitchen.DisposeAsync();
        await Mongo.DisposeAsync();
        GC.SuppressFinalize(this);
    }
}
