using System.Runtime.CompilerServices;
using Mapster;
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
using Orbital.Domain.Kitchen;
using Wire = Orbital.Contracts.Kitchen.V1;

namespace Orbital.Kitchen.Api.Grpc;

/// <summary>From the wire's requests about batch items to the use cases, checked on the way, and from the read model back to the wire.</summary>
internal static class BatchItemMapping
{
    public static TypeAdapterConfig Config { get; } = Create();

    private static TypeAdapterConfig Create()
    {
        // A field of the wire that nothing fills is found at the start, not by a caller.
        var config = new TypeAdapterConfig { RequireDestinationMemberSource = true };
        MapRequests(config);
        MapViews(config);
        config.Compile();
        return config;
    }

    private static void MapRequests(TypeAdapterConfig config)
    {
        config.NewConfig<Wire.ListBatchItemsRequest, ListBatchItems>().MapWith(request => new ListBatchItems(
            WireValues.Filter("station", request.Station),
            WireValues.Filter("item", request.Item),
            Statuses(request.Statuses),
            WireValues.Filter("brand", request.Brand),
            WireValues.Time(request.UpdatedSince),
            WireValues.PageSize(request.PageSize),
            request.Cursor));
        config.NewConfig<Wire.GetBatchItemRequest, GetBatchItem>().MapWith(request => new GetBatchItem(WireValues.Id(request.Id)));
        config.NewConfig<Wire.CreateBatchItemRequest, PrepareBatchItem>().MapWith(request => new PrepareBatchItem(
            request.StationName,
            request.ItemName,
            request.Quantity,
            PriorityOf(request.Priority) ?? Priority.Normal,
            request.Note,
            WireValues.IdempotencyKey(request.IdempotencyKey)));
        config.NewConfig<Wire.StartBatchItemRequest, StartBatchItem>().MapWith(request => new StartBatchItem(
            WireValues.Actor(request.Id, request.ExpectedVersion, request.IdempotencyKey)));
        config.NewConfig<Wire.CompleteBatchItemRequest, CompleteBatchItem>().MapWith(request => new CompleteBatchItem(
            WireValues.Actor(request.Id, request.ExpectedVersion, request.IdempotencyKey), request.Quantity));
        config.NewConfig<Wire.RecallBatchItemRequest, RecallBatchItem>().MapWith(request => new RecallBatchItem(
            WireValues.Actor(request.Id, request.ExpectedVersion, request.IdempotencyKey)));
        config.NewConfig<Wire.AcknowledgeCancellationRequest, AcknowledgeCancellation>().MapWith(request => new AcknowledgeCancellation(
            WireValues.Actor(request.Id, request.ExpectedVersion, request.IdempotencyKey)));
        config.NewConfig<Wire.UpdateBatchItemRequest, ChangeBatchItem>().MapWith(request => new ChangeBatchItem(
            WireValues.Actor(request.Id, request.ExpectedVersion, request.IdempotencyKey),
            PriorityOf(request.Priority),
            request.Quantity,
            request.Note));
        config.NewConfig<Wire.CancelBatchItemRequest, CancelBatchItem>().MapWith(request => new CancelBatchItem(
            WireValues.Actor(request.Id, request.ExpectedVersion, request.IdempotencyKey)));
    }

    public static void MapViews(TypeAdapterConfig config)
    {
        config.NewConfig<DateTimeOffset, DateTime>().MapWith(time => time.UtcDateTime);
        config.NewConfig<BatchItemStatus, Wire.BatchItemStatus>().MapWith(status => ToWire(status));
        config.NewConfig<Priority, Wire.Priority>().MapWith(priority => ToWire(priority));
        config.NewConfig<ServedOrderView, Wire.ServedOrder>();
        config.NewConfig<BatchItemView, Wire.BatchItem>();
        config.NewConfig<Page<BatchItemView>, Wire.ListBatchItemsResponse>().Map(page => page.NextCursor, page => page.NextCursor ?? "");
    }

    private static List<BatchItemStatus> Statuses(List<Wire.BatchItemStatus> statuses) =>
        [.. statuses.Select((status, index) => StatusOf($"statuses[{index}]", status))];

    private static BatchItemStatus StatusOf(string field, Wire.BatchItemStatus status) => status switch
    {
        Wire.BatchItemStatus.Pending => BatchItemStatus.Pending,
        Wire.BatchItemStatus.InProgress => BatchItemStatus.InProgress,
        Wire.BatchItemStatus.Completed => BatchItemStatus.Completed,
        Wire.BatchItemStatus.Cancelled => BatchItemStatus.Cancelled,
        _ => throw new InvalidFieldException(field, $"must be a status of a batch item, was {(int)status}"),
    };

    private static Wire.BatchItemStatus ToWire(BatchItemStatus status) => status switch
    {
        BatchItemStatus.Pending => Wire.BatchItemStatus.Pending,
        BatchItemStatus.InProgress => Wire.BatchItemStatus.InProgress,
        BatchItemStatus.Completed => Wire.BatchItemStatus.Completed,
        BatchItemStatus.Cancelled => Wire.BatchItemStatus.Cancelled,
        _ => throw new SwitchExpressionException(status),
    };

    private static Priority? PriorityOf(Wire.Priority priority) => priority switch
    {
        Wire.Priority.Unspecified => null,
        Wire.Priority.Normal => Priority.Normal,
        Wire.Priority.Rush => Priority.Rush,
        _ => throw new InvalidFieldException("priority", $"must be normal or rush, was {(int)priority}"),
    };

    private static Wire.Priority ToWire(Priority priority) => priority switch
    {
        Priority.Normal => Wire.Priority.Normal,
        Priority.Rush => Wire.Priority.Rush,
        _ => throw new SwitchExpressionException(priority),
    };
}
