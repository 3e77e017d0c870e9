using Microsoft.Extensions.DependencyInjection;
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
    /// <exception cref="InvalidOperationException">They are registered already.</exception>
    /// <exception cref="OptionsValidationException">Thrown on first use: a setting is missing or out of range; names it.</exception>
    public static IServiceCollection AddOrbitalKitchenClient(this IServiceCollection services, Action<KitchenClientOptions> configure)
    {
        if (services.Any(service => service.ServiceType == typeof(KitchenChannel)))
            throw new InvalidOperationException("the clients of a kitchen are registered already: a second kitchen needs a container of its own");
        services.AddOptions<KitchenClientOptions>().Configure(configure).ValidateDataAnnotations()
            .Validate(
                options => options.Address is not { } address || (address.IsAbsoluteUri && address.Scheme is "http" or "https"),
                "Address must begin with http:// or https://")
            .Validate(options => options.Certificate is not { HasPrivateKey: false }, "Certificate must have its private key")
            .Validate(
                options => options.Token is null || options.Address is not { IsAbsoluteUri: true } address || address.Scheme == "https" || address.IsLoopback,
                "Address must begin with https:// where a Token is shown: over http anybody on the way could read it");
        services.AddSingleton<KitchenChannel>();
        services.AddSingleton(provider => Client<IOrderService>(provider));
        services.AddSingleton(provider => Client<IBatchItemService>(provider));
        services.AddSingleton(provider => Client<IEventService>(provider));
        return services;
    }

    private static T Client<T>(IServiceProvider provider)
        where T : class =>
        provider.GetRequiredService<KitchenChannel>().CallInvoker.CreateGrpcService<T>();
}
