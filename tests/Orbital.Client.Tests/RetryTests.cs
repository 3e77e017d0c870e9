using System.Diagnostics;
using System.Reflection;
using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;
using Orbital.Contracts.Kitchen.V1;
using Orbital.Contracts.Orders.V1;
using ProtoBuf.Grpc;
using ProtoBuf.Grpc.Configuration;

namespace Orbital.Client.Tests;

/// <summary>What the client sends again by itself while a kitchen is unavailable, how often, and for how long.</summary>
public sealed class RetryTests
{
    /// <summary>Each method of the contract, and whether it is the same when it happens twice.</summary>
    public static TheoryData<Type, string, bool> Methods => new()
    {
        { typeof(IOrderService), nameof(IOrderService.SendOrder), true },
        { typeof(IOrderService), nameof(IOrderService.CancelOrder), true },
        { typeof(IBatchItemService), nameof(IBatchItemService.ListBatchItems), true },
        { typeof(IBatchItemService), nameof(IBatchItemService.GetBatchItem), true },
        { typeof(IBatchItemService), nameof(IBatchItemService.CreateBatchItem), false },
        { typeof(IBatchItemService), nameof(IBatchItemService.StartBatchItem), false },
        { typeof(IBatchItemService), nameof(IBatchItemService.CompleteBatchItem), false },
        { typeof(IBatchItemService), nameof(IBatchItemService.RecallBatchItem), false },
        { typeof(IBatchItemService), nameof(IBatchItemService.AcknowledgeCancellation), false },
        { typeof(IBatchItemService), nameof(IBatchItemService.UpdateBatchItem), false },
        { typeof(IBatchItemService), nameof(IBatchItemService.CancelBatchItem), false },
        { typeof(IEventService), nameof(IEventService.GetBoard), true },
        { typeof(IEventService), nameof(IEventService.Subscribe), true },
    };

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Methods))]
    public async Task What_is_the_same_twice_is_sent_again_and_nothing_else_ever_is(Type service, string method, bool isRepeated)
    {
        await using var kitchen = await ScriptedKitchen.StartAsync();
        await using var client = kitchen.Client();
        kitchen.Refusals = 1;

        var call = CallAsync(client, service, method);

        if (isRepeated)
            await call;
        else
            (await Should.ThrowAsync<RpcException>(() => call)).StatusCode.ShouldBe(StatusCode.Unavailable);
        var name = $"/{service.GetCustomAttribute<ServiceAttribute>()!.Name}/{method}";
        kitchen.Calls.Select(seen => seen.Method).ShouldBe(isRepeated ? [name, name] : [name]);
    }

    [Fact]
    public void Of_every_method_it_is_said_whether_it_is_repeated() => Methods.Select(row => (row.Data.Item1, row.Data.Item2)).ShouldBe(
        from type in typeof(IOrderService).Assembly.GetExportedTypes()
        where type.GetCustomAttribute<ServiceAttribute>() is not null
        from method in type.GetMethods()
        select (type, method.Name),
        ignoreOrder: true);

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    public async Task A_call_is_tried_as_often_as_was_said(int attempts)
    {
        await using var kitchen = await ScriptedKitchen.StartAsync();
        await using var client = kitchen.Client(options => (options.Attempts, options.Deadline) = (attempts, TimeSpan.FromMinutes(5)));
        kitchen.Refusals = int.MaxValue;

        var refusal = await Should.ThrowAsync<RpcException>(() => CallAsync(client, typeof(IOrderService), nameof(IOrderService.SendOrder)));

        refusal.StatusCode.ShouldBe(StatusCode.Unavailable);
        kitchen.Calls.Count.ShouldBe(attempts);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_kitchen_that_is_unavailable_or_silent_costs_the_deadline_and_no_more(bool isSilent)
    {
        await using var kitchen = await ScriptedKitchen.StartAsync();
        await using var client = kitchen.Client(options => (options.Attempts, options.Deadline) = (1_000, TimeSpan.FromSeconds(2)));
        // The first call ever is a slow one: it is not the one that is measured.
        await using var patient = kitchen.Client();
        await CallAsync(patient, typeof(IOrderService), nameof(IOrderService.SendOrder));
        kitchen.Calls.Clear();
        (kitchen.IsSilent, kitchen.Refusals) = (isSilent, int.MaxValue);
        var taken = Stopwatch.StartNew();

        var refusal = await Should.ThrowAsync<RpcException>(() => CallAsync(client, typeof(IOrderService), nameof(IOrderService.SendOrder)));

        refusal.StatusCode.ShouldBe(StatusCode.DeadlineExceeded);
        taken.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(30));
        kitchen.Calls.Count.ShouldBeGreaterThan(isSilent ? 0 : 1);
    }

    private static async Task CallAsync(IServiceProvider client, Type service, string method)
    {
        var called = service.GetMethod(method)!;
        var request = Activator.CreateInstance(called.GetParameters()[0].ParameterType);
        var answer = called.Invoke(client.GetRequiredService(service), [request, new CallContext(new CallOptions(cancellationToken: Ct))])!;
        if (answer is Task one)
            await one;
        else
            await ((IAsyncEnumerable<SubscribeResponse>)answer).FirstAsync(Ct);
    }
}
