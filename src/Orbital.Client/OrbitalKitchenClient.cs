using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Orbital.Contracts.Kitchen.V1;
using Orbital.Contracts.Orders.V1;
using ProtoBuf.Grpc.Client;

namespace Orbital.Client;

/// <summary>Registers the clients of a kitchen.</summary>
public static class OrbitalKitchenClient
{
    /// <summary>
    /// Registers <see cref="IOrderService"/>, <see cref="IBatchItemService"/> and <see cref="IEventService"/> over one connection to a kitchen.
    /// All are safe to share.
    /// </summary>
    /// <exception cref="OptionsValidationException">Thrown on first use: a setting is missing or out of range; names it.</exception>
    public static IServiceCollection AddOrbitalKitchenClient(this IServiceCollection services, Action<KitchenClientOptions> configure)
    {
        services.AddOptions<KitchenClientOptions>().Configure(configure).ValidateDataAnnotations();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<KitchenChannel>();
        services.TryAddSingleton(provider => Client<IOrderService>(provider));
        services.TryAddSingleton(provider => Client<IBatchItemService>(provider));
        services.TryAddSingleton(provider => Client<IEventService>(provider));
        return services;
    }

    private static T Client<T>(IServiceProvider provider)
        where T : class =>
        provider.GetRequiredService<KitchenChannel>().CallInvoker.CreateGrpcService<T>();
}
