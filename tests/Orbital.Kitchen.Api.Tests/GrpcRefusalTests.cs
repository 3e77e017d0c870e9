using Google.Rpc;
using Grpc.Core;
using Orbital.Contracts.Kitchen.V1;
using Orbital.Testing;
using ProtoBuf.Grpc.Client;

namespace Orbital.Kitchen.Api.Tests;

/// <summary>What the kitchen refuses over gRPC, what it says about it, and that it writes nothing.</summary>
public sealed class GrpcRefusalTests(PostgresServer postgres) : IAsyncLifetime
{
    private static readonly string Unknown = $"{Guid.Empty}";

    private KitchenReplica _kitchen = null!;
    private IBatchItemService _items = null!;

    public async ValueTask InitializeAsync()
    {
        _kitchen = await KitchenReplica.StartAsync(await postgres.CreateKitchenAsync());
        _items = _kitchen.Channel.CreateGrpcService<IBatchItemService>();
    }

    public ValueTask DisposeAsync() => _kitchen.DisposeAsync();

    public static TheoryData<string, Func<IBatchItemService, string, Task>> CallsAboutOneBatchItem => new()
    {
        { "get", (items, id) => items.GetBatchItem(new() { Id = id }) },
        { "start", (items, id) => items.StartBatchItem(new() { Id = id }) },
        { "complete", (items, id) => items.CompleteBatchItem(new() { Id = id }) },
        { "recall", (items, id) => items.RecallBatchItem(new() { Id = id }) },
        { "acknowledge", (items, id) => items.AcknowledgeCancellation(new() { Id = id }) },
        { "update", (items, id) => items.UpdateBatchItem(new() { Id = id, Note = "n" }) },
        { "cancel", (items, id) => items.CancelBatchItem(new() { Id = id }) },
    };

    [Theory]
    [MemberData(nameof(CallsAboutOneBatchItem), DisableDiscoveryEnumeration = true)]
    public async Task An_unknown_id_is_not_found_and_one_that_is_no_id_is_invalid(string action, Func<IBatchItemService, string, Task> call)
    {
        (await RefusalAsync(() => call(_items, Unknown))).StatusCode.ShouldBe(StatusCode.NotFound, action);

        foreach (var noId in new[] { "", "7", "nul\0", $"{{{Guid.Empty}}}", Guid.Empty.ToString("N") })
            ViolationOf(await RefusalAsync(() => call(_items, noId))).Field.ShouldBe("id", action);
    }

    [Fact]
    public async Task A_move_that_the_status_forbids_is_refused_with_the_status_and_what_it_allows()
    {
        var id = (await MakeAsync()).Id;
        await _items.CompleteBatchItem(new() { Id = id });
        var before = await SequenceAsync();

        var refusal = await RefusalAsync(() => _items.StartBatchItem(new() { Id = id }));

        refusal.StatusCode.ShouldBe(StatusCode.FailedPrecondition);
        var info = refusal.GetRpcStatus()!.GetDetail<ErrorInfo>()!;
        (info.Domain, info.Reason).ShouldBe(("orbital.kitchen", "ACTION_REFUSED"));
        info.Metadata["currentStatus"].ShouldBe("completed");
        info.Metadata["allowedActions"].ShouldBe("recall");
        (await SequenceAsync()).ShouldBe(before);
    }

    [Fact]
    public async Task Work_that_orders_need_is_not_withdrawn()
    {
        await _kitchen.Orders.SendOrder(SampleOrders.Burgers("a"));
        var item = (await _items.ListBatchItems(new())).Items.ShouldHaveSingleItem();

        var refusal = await RefusalAsync(() => _items.CancelBatchItem(new() { Id = item.Id }));

        refusal.StatusCode.ShouldBe(StatusCode.FailedPrecondition);
        refusal.GetRpcStatus()!.GetDetail<ErrorInfo>()!.Metadata["allowedActions"].ShouldBe("start,complete,update");
        (await _items.GetBatchItem(new() { Id = item.Id })).Version.ShouldBe(item.Version);
    }

    [Fact]
    public async Task A_stale_version_is_aborted_with_the_present_one()
    {
        var seen = await MakeAsync();
        var present = await _items.UpdateBatchItem(new() { Id = seen.Id, Note = "changed" });
        var calls = new Func<Task>[]
        {
            () => _items.StartBatchItem(new() { Id = seen.Id, ExpectedVersion = seen.Version }),
            () => _items.CompleteBatchItem(new() { Id = seen.Id, ExpectedVersion = seen.Version }),
            () => _items.RecallBatchItem(new() { Id = seen.Id, ExpectedVersion = seen.Version }),
            () => _items.AcknowledgeCancellation(new() { Id = seen.Id, ExpectedVersion = seen.Version }),
            () => _items.UpdateBatchItem(new() { Id = seen.Id, ExpectedVersion = seen.Version, Note = "lost" }),
            () => _items.CancelBatchItem(new() { Id = seen.Id, ExpectedVersion = seen.Version }),
        };

        foreach (var call in calls)
        {
            var refusal = await RefusalAsync(call);
            refusal.StatusCode.ShouldBe(StatusCode.Aborted);
            var info = refusal.GetRpcStatus()!.GetDetail<ErrorInfo>()!;
            (info.Reason, info.Metadata["currentVersion"]).ShouldBe(("STALE_VERSION", $"{present.Version}"));
        }

        (await _items.GetBatchItem(new() { Id = seen.Id })).Version.ShouldBe(present.Version);
    }

    [Fact]
    public async Task A_key_that_was_used_for_another_request_is_invalid()
    {
        var made = await _items.CreateBatchItem(new() { StationName = "Grill", ItemName = "Burger", Quantity = 4, IdempotencyKey = "key" });
        var before = await SequenceAsync();

        var otherContent = await RefusalAsync(() => _items.CreateBatchItem(
            new() { StationName = "Grill", ItemName = "Burger", Quantity = 5, IdempotencyKey = "key" }));
        var otherAction = await RefusalAsync(() => _items.StartBatchItem(new() { Id = made.Id, IdempotencyKey = "key" }));

        ViolationOf(otherContent).Field.ShouldBe("idempotency_key");
        ViolationOf(otherAction).Field.ShouldBe("idempotency_key");
        (await SequenceAsync()).ShouldBe(before);
    }

    [Fact]
    public async Task A_key_is_remembered_also_when_there_was_nothing_to_do()
    {
        var id = (await MakeAsync()).Id;
        await _items.StartBatchItem(new() { Id = id });
        var first = await _items.StartBatchItem(new() { Id = id, IdempotencyKey = "key" });
        await _items.RecallBatchItem(new() { Id = id });

        var again = await _items.StartBatchItem(new() { Id = id, IdempotencyKey = "key" });
        var other = await RefusalAsync(() => _items.CompleteBatchItem(new() { Id = id, IdempotencyKey = "key" }));

        (again.Status, again.Version).ShouldBe((BatchItemStatus.InProgress, first.Version));
        ViolationOf(other).Field.ShouldBe("idempotency_key");
        (await _items.GetBatchItem(new() { Id = id })).Status.ShouldBe(BatchItemStatus.Pending);
    }

    [Fact]
    public async Task A_note_left_out_and_a_note_emptied_are_different_requests()
    {
        var id = (await MakeAsync()).Id;
        await _items.UpdateBatchItem(new() { Id = id, Priority = Priority.Rush, IdempotencyKey = "key" });

        var other = await RefusalAsync(() => _items.UpdateBatchItem(new() { Id = id, Priority = Priority.Rush, Note = "", IdempotencyKey = "key" }));

        ViolationOf(other).Field.ShouldBe("idempotency_key");
    }

    [Fact]
    public async Task A_refused_order_names_its_field_in_the_details_too()
    {
        var refusal = await RefusalAsync(() => _kitchen.Orders.SendOrder(SampleOrders.Of("a", ("Burger", "Grill", 1), ("Fries", "Fryer", 0))));

        ViolationOf(refusal).Field.ShouldBe("order_items[1].quantity");
    }

    private Task<BatchItem> MakeAsync() => _items.CreateBatchItem(new() { StationName = "Grill", ItemName = "Burger", Quantity = 4 });

    private async Task<long> SequenceAsync() => (await _items.ListBatchItems(new() { PageSize = 1 })).Sequence;

    private static Task<RpcException> RefusalAsync(Func<Task> call) => Should.ThrowAsync<RpcException>(call);

    private static BadRequest.Types.FieldViolation ViolationOf(RpcException refusal)
    {
        refusal.StatusCode.ShouldBe(StatusCode.InvalidArgument, refusal.Status.Detail);
        return refusal.GetRpcStatus()!.GetDetail<BadRequest>()!.FieldViolations.ShouldHaveSingleItem();
    }
}
