using MediatR;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Orbital.Application.Kitchen.AcceptOrder;

namespace Orbital.Application.Kitchen;

/// <summary>Registers the kitchen's use cases.</summary>
public static class KitchenApplication
{
    public static IServiceCollection AddKitchenApplication(this IServiceCollection services)
    {
        services.TryAddTransient<ServiceFactory>(provider => provider.GetRequiredService);
        services.TryAddTransient<IMediator, Mediator>();
        services.AddTransient<IRequestHandler<AcceptOrder.AcceptOrder, AcceptOrderResult>, AcceptOrderHandler>();
        return services;
    }
}
