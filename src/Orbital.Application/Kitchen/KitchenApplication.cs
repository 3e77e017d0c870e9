using MediatR;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Orbital.Application.Kitchen.AcceptOrder;
using Orbital.Application.Kitchen.AcknowledgeCancellation;
using Orbital.Application.Kitchen.CancelBatchItem;
using Orbital.Application.Kitchen.CancelOrder;
using Orbital.Application.Kitchen.ChangeBatchItem;
using Orbital.Application.Kitchen.CompleteBatchItem;
using Orbital.Application.Kitchen.Displays;
using Orbital.Application.Kitchen.HandOffOrder;
using Orbital.Application.Kitchen.PrepareBatchItem;
using Orbital.Application.Kitchen.RecallBatchItem;
using Orbital.Application.Kitchen.RushOrder;
using Orbital.Application.Kitchen.SetBatchingPolicy;
using Orbital.Application.Kitchen.StartBatchItem;
using Orbital.Application.Kitchen.Views;
using Orbital.Domain.Kitchen;

namespace Orbital.Application.Kitchen;

/// <summary>Registers the kitchen's use cases.</summary>
public static class KitchenApplication
{
    public static IServiceCollection AddKitchenApplication(this IServiceCollection services)
    {
        services.TryAddTransient<ServiceFactory>(provider => provider.GetRequiredService);
        services.TryAddTransient<IMediator, Mediator>();

        services.AddTransient<IRequestHandler<AcceptOrder.AcceptOrder, Acceptance>, AcceptOrderHandler>();
        services.AddTransient<IRequestHandler<CancelOrder.CancelOrder, OrderView>, CancelOrderHandler>();
        services.AddTransient<IRequestHandler<HandOffOrder.HandOffOrder, OrderView>, HandOffOrderHandler>();
        services.AddTransient<IRequestHandler<RushOrder.RushOrder, OrderView>, RushOrderHandler>();

        services.AddSingleton<BatchItemCommands>();
        services.AddTransient<IRequestHandler<StartBatchItem.StartBatchItem, BatchItemView>, StartBatchItemHandler>();
        services.AddTransient<IRequestHandler<CompleteBatchItem.CompleteBatchItem, BatchItemView>, CompleteBatchItemHandler>();
        services.AddTransient<IRequestHandler<RecallBatchItem.RecallBatchItem, BatchItemView>, RecallBatchItemHandler>();
        services.AddTransient<IRequestHandler<CancelBatchItem.CancelBatchItem, BatchItemView>, CancelBatchItemHandler>();
        services.AddTransient<IRequestHandler<AcknowledgeCancellation.AcknowledgeCancellation, BatchItemView>, AcknowledgeCancellationHandler>();
        services.AddTransient<IRequestHandler<ChangeBatchItem.ChangeBatchItem, BatchItemView>, ChangeBatchItemHandler>();
        services.AddTransient<IRequestHandler<PrepareBatchItem.PrepareBatchItem, BatchItemView>, PrepareBatchItemHandler>();
        services.AddTransient<IRequestHandler<SetBatchingPolicy.SetBatchingPolicy, BatchingPolicy>, SetBatchingPolicyHandler>();
        services.AddSingleton<DisplayDesk>();
        return services;
    }
}
