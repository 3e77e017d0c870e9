using MediatR;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Orbital.Application.OrderManagement.DeadLetters;
using Orbital.Application.OrderManagement.DecideSecondReading;
using Orbital.Application.OrderManagement.DeliverOrder;
using Orbital.Application.OrderManagement.ParkedOrders;
using Orbital.Application.OrderManagement.ShowFeed;
using Orbital.Application.OrderManagement.WatchOrders;
using Orbital.Domain.OrderManagement;

namespace Orbital.Application.OrderManagement;

/// <summary>The use cases of Order Management.</summary>
public static class OrderManagementApplication
{
    /// <summary>
    /// Registers every use case. The host adds the ports (<see cref="IOrderFeed"/>, <see cref="ICheckpointStore"/>,
    /// <see cref="IListenerLease"/>, <see cref="IDeadLetterStore"/>, <see cref="IParkedOrderStore"/>, an <see cref="IKitchenGateway"/> for each
    /// kitchen), <see cref="OrderRouting"/> and <see cref="WatchOrdersOptions"/>.
    /// </summary>
    public static IServiceCollection AddOrderManagementApplication(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<ServiceFactory>(provider => provider.GetService!);
        services.TryAddSingleton<IMediator>(provider => new Mediator(provider.GetRequiredService<ServiceFactory>()));

        services.AddSingleton<FeedStatus>();
        services.AddSingleton<IListenerPulse>(provider => provider.GetRequiredService<FeedStatus>());
        services.AddSingleton<KitchenLanes>();
        services.AddSingleton<KitchenSender>();
        services.AddSingleton<FinishedOrders>();
        services.AddSingleton<DeadLetterOffice>();
        services.AddSingleton<MendedLetters>();
        services.AddSingleton<ParkedOrdersTakeover>();
        services.AddSingleton<IRequestHandler<DeliverOrder.DeliverOrder, Delivery>, DeliverOrderHandler>();
        services.AddSingleton<IRequestHandler<DeliverParkedOrder, Delivery>, DeliverParkedOrderHandler>();
        services.AddSingleton<IRequestHandler<WatchOrders.WatchOrders, Unit>, WatchOrdersHandler>();
        services.AddSingleton<IRequestHandler<ListDeadLetters, IReadOnlyList<DeadLetter>>, ListDeadLettersHandler>();
        services.AddSingleton<IRequestHandler<ShowDeadLetter, DeadLetter?>, ShowDeadLetterHandler>();
        services.AddSingleton<IRequestHandler<ReplayDeadLetter, Replay?>, ReplayDeadLetterHandler>();
        services.AddSingleton<IRequestHandler<DropDeadLetter, DeadLetter?>, DropDeadLetterHandler>();
        services.AddSingleton<IRequestHandler<ShowFeed.ShowFeed, FeedView>, ShowFeedHandler>();
        services.AddSingleton<IRequestHandler<DecideSecondReading.DecideSecondReading, bool>, DecideSecondReadingHandler>();
        return services;
    }
}
