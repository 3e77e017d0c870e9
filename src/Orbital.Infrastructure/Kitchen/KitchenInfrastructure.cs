using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Orbital.Application.Kitchen.AcceptOrder;
using Orbital.Infrastructure.Hosting;
using Orbital.Infrastructure.Kitchen.Announcing;
using Orbital.Infrastructure.Kitchen.PostgreSql;

namespace Orbital.Infrastructure.Kitchen;

/// <summary>Registers the kitchen's adapters.</summary>
public static class KitchenInfrastructure
{
    public static IServiceCollection AddKitchenInfrastructure(this IServiceCollection services, IConfiguration configuration)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddKitchenDatabase(configuration);
        services.AddSingleton<IOrderAnnouncer, OrderAnnouncer>();
        services.AddOrbitalHealth().AddCheck<DatabaseHealth>("postgresql");
        return services;
    }
}
