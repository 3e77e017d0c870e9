using Mapster;
using MediatR;
using Orbital.Application.Kitchen.AcknowledgeCancellation;
using Orbital.Application.Kitchen.CancelBatchItem;
using Orbital.Application.Kitchen.ChangeBatchItem;
using Orbital.Application.Kitchen.CompleteBatchItem;
using Orbital.Application.Kitchen.GetBatchItem;
using Orbital.Application.Kitchen.ListBatchItems;
using Orbital.Application.Kitchen.PrepareBatchItem;
using Orbital.Application.Kitchen.RecallBatchItem;
using Orbital.Application.Kitchen.StartBatchItem;
using Orbital.Application.Kitchen.Views;
using Orbital.Contracts.Kitchen.V1;
using ProtoBuf.Grpc;

namespace Orbital.Kitchen.Api.Grpc;

/// <summary>The wire edge of the cooks' work.</summary>
internal sealed class BatchItemService(IMediator mediator) : IBatchItemService
{
    public async Task<ListBatchItemsResponse> ListBatchItems(ListBatchItemsRequest request, CallContext context = default) =>
        ToWire<ListBatchItemsResponse>(await mediator.Send(To<ListBatchItems>(request), context.CancellationToken));

    public Task<BatchItem> GetBatchItem(GetBatchItemRequest request, CallContext context = default) =>
        SendAsync(To<GetBatchItem>(request), context);

    public Task<BatchItem> CreateBatchItem(CreateBatchItemRequest request, CallContext context = default) =>
        SendAsync(To<PrepareBatchItem>(request), context);

    public Task<BatchItem> StartBatchItem(StartBatchItemRequest request, CallContext context = default) =>
        SendAsync(To<StartBatchItem>(request), context);

    public Task<BatchItem> CompleteBatchItem(CompleteBatchItemRequest request, CallContext context = default) =>
        SendAsync(To<CompleteBatchItem>(request), context);

    public Task<BatchItem> RecallBatchItem(RecallBatchItemRequest request, CallContext context = default) =>
        SendAsync(To<RecallBatchItem>(request), context);

    public Task<BatchItem> AcknowledgeCancellation(AcknowledgeCancellationRequest request, CallContext context = default) =>
        SendAsync(To<AcknowledgeCancellation>(request), context);

    public Task<BatchItem> UpdateBatchItem(UpdateBatchItemRequest request, CallContext context = default) =>
        SendAsync(To<ChangeBatchItem>(request), context);

    public Task<BatchItem> CancelBatchItem(CancelBatchItemRequest request, CallContext context = default) =>
        SendAsync(To<CancelBatchItem>(request), context);

    private async Task<BatchItem> SendAsync(IRequest<BatchItemView> useCase, CallContext context) =>
        ToWire<BatchItem>(await mediator.Send(useCase, context.CancellationToken));

    private static TUseCase To<TUseCase>(object request) => request.Adapt<TUseCase>(BatchItemMapping.Config);

    private static TMessage ToWire<TMessage>(object view) => view.Adapt<TMessage>(BatchItemMapping.Config);
}
