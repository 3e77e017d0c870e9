using Google.Rpc;
using Grpc.Core;
using Orbital.Contracts.Kitchen.V1;
using Orbital.Testing;
using ProtoBuf.Grpc.Client;

namespace Orbital.Kitchen.Api.Tests;

/// <summary>What cannot be meant is refused by the name of its field. One kitchen takes all of it, and stays as it was.</summary>
public sealed class GrpcBadInputTests(GrpcBadInputTests.Kitchen kitchen) : IClassFixture<GrpcBadInputTests.Kitchen>
{
    public static TheoryData<string, Func<IBatchItemService, string, Task>> BadInput => new()
    {
        { "station_name", (items, _) => items.CreateBatchItem(new() { ItemName = "Burger", Quantity = 1 }) },
        { "station_name", (items, _) => items.CreateBatchItem(new() { StationName = new('x', 201), ItemName = "Burger", Quantity = 1 }) },
        { "item_name", (items, _) => items.CreateBatchItem(new() { StationName = "Grill", ItemName = "nul\0", Quantity = 1 }) },
        { "quantity", (items, _) => items.CreateBatchItem(new() { StationName = "Grill", ItemName = "Burger" }) },
        { "quantity", (items, _) => items.CreateBatchItem(new() { StationName = "Grill", ItemName = "Burger", Quantity = -1 }) },
        { "quantity", (items, _) => items.CreateBatchItem(new() { StationName = "Grill", ItemName = "Burger", Quantity = int.MaxValue }) },
        { "priority", (items, _) => items.CreateBatchItem(new() { StationName = "Grill", ItemName = "Burger", Quantity = 1, Priority = (Priority)7 }) },
        { "note", (items, _) => items.CreateBatchItem(new() { StationName = "Grill", ItemName = "Burger", Quantity = 1, Note = new('x', 501) }) },
        { "idempotency_key", (items, _) => items.CreateBatchItem(new() { StationName = "Grill", ItemName = "Burger", Quantity = 1, IdempotencyKey = "\0" }) },
        { "idempotency_key", (items, id) => items.StartBatchItem(new() { Id = id, IdempotencyKey = new('x', 201) }) },
        { "expected_version", (items, id) => items.StartBatchItem(new() { Id = id, ExpectedVersion = -1 }) },
        { "quantity", (items, id) => items.CompleteBatchItem(new() { Id = id, Quantity = 0 }) },
        { "quantity", (items, id) => items.CompleteBatchItem(new() { Id = id, Quantity = -1 }) },
        { "quantity", (items, id) => items.CompleteBatchItem(new() { Id = id, Quantity = 1_001 }) },
        { "quantity", (items, id) => items.UpdateBatchItem(new() { Id = id, Quantity = -1 }) },
        { "quantity", (items, id) => items.UpdateBatchItem(new() { Id = id, Quantity = 21 }) },
        { "priority", (items, id) => items.UpdateBatchItem(new() { Id = id, Priority = (Priority)(-1) }) },
        { "note", (items, id) => items.UpdateBatchItem(new() { Id = id, Note = "bell\a" }) },
        { "page_size", (items, _) => items.ListBatchItems(new() { PageSize = -1 }) },
        { "page_size", (items, _) => items.ListBatchItems(new() { PageSize = 501 }) },
        { "cursor", (items, _) => items.ListBatchItems(new() { Cursor = "nonsense!" }) },
        { "cursor", (items, _) => items.ListBatchItems(new() { Cursor = "AAAA" }) },
        { "statuses[1]", (items, _) => items.ListBatchItems(new() { Statuses = [BatchItemStatus.Pending, (BatchItemStatus)9] }) },
        { "statuses[0]", (items, _) => items.ListBatchItems(new() { Statuses = [BatchItemStatus.Unspecified] }) },
        { "station", (items, _) => items.ListBatchItems(new() { Station = "nul\0" }) },
        { "item", (items, _) => items.ListBatchItems(new() { Item = new('x', 201) }) },
        { "brand", (items, _) => items.ListBatchItems(new() { Brand = "nul\0" }) },
    };

    [Theory]
    [MemberData(nameof(BadInput), DisableDiscoveryEnumeration = true)]
    public async Task Bad_input_is_refused_with_the_name_of_the_field_and_writes_nothing(string field, Func<IBatchItemService, string, Task> call)
    {
        var refusal = await Should.ThrowAsync<RpcException>(() => call(kitchen.Items, kitchen.Made.Id));

        refusal.StatusCode.ShouldBe(StatusCode.InvalidArgument, refusal.Status.Detail);
        var violation = refusal.GetRpcStatus()!.GetDetail<BadRequest>()!.FieldViolations.ShouldHaveSingleItem();
        violation.Field.ShouldBe(field);
        violation.Description.ShouldNotBeEmpty();
        refusal.Status.Detail.ShouldBe($"{field} {violation.Description}");
        var page = await kitchen.Items.ListBatchItems(new());
        page.Sequence.ShouldBe(kitchen.Made.Version);
        page.Items.ShouldHaveSingleItem().Version.ShouldBe(kitchen.Made.Version);
    }

    /// <summary>A kitchen with one batch item.</summary>
    public sealed class Kitchen(PostgresServer postgres) : IAsyncLifetime
    {
        private KitchenReplica _replica = null!;

        public IBatchItemService Items { get; private set; } = null!;

        public BatchItem Made { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            _replica = await KitchenReplica.StartAsync(await postgres.CreateKitchenAsync());
            Items = _replica.Channel.CreateGrpcService<IBatchItemService>();
            Made = await Items.CreateBatchItem(new() { StationName = "Grill", ItemName = "Burger", Quantity = 4 });
        }

        public ValueTask DisposeAsync() => _replica.DisposeAsync();
    }
}
