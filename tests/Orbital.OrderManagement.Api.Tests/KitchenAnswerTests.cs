using System.Collections.Concurrent;
using Grpc.Core;
using Orbital.Contracts.Orders.V1;
using Orbital.Testing;

namespace Orbital.OrderManagement.Api.Tests;

/// <summary>What becomes of an order by the first answer of the kitchen, for every status that gRPC has.</summary>
public sealed class KitchenAnswerTests
{
    private static readonly StatusCode[] Retried =
    [
        StatusCode.Unavailable, StatusCode.DeadlineExceeded, StatusCode.Aborted, StatusCode.Cancelled, StatusCode.ResourceExhausted,
        StatusCode.Unknown, StatusCode.Internal, StatusCode.DataLoss, StatusCode.NotFound,
    ];

    private static readonly StatusCode[] Refused =
        [StatusCode.InvalidArgument, StatusCode.AlreadyExists, StatusCode.FailedPrecondition, StatusCode.OutOfRange];

    private static readonly StatusCode[] Alarming = [StatusCode.Unauthenticated, StatusCode.PermissionDenied, StatusCode.Unimplemented];

    [Fact]
    public async Task Each_status_retries_refuses_or_alarms_as_the_table_says()
    {
        Retried.Concat(Refused).Concat(Alarming).Append(StatusCode.OK).Order().ShouldBe(Enum.GetValues<StatusCode>().Order());
        await using var under = await ServiceUnderFault.StartAsync();
        under.Kitchen.Answer = OnceWithTheStatusThatItIsNamedAfter();

        await under.Source.InsertAsync([.. Retried.Concat(Refused).Append(StatusCode.OK).Select(code => SourceOrders.Order($"{code}"))]);
        await IsDoneAsync(under, delivered: Retried.Length + 1);
        foreach (var code in Alarming)
        {
            await under.Source.InsertAsync(SourceOrders.Order($"{code}"));
            await Eventually.BecomesTrueAsync(
                () => under.LogOf($"{code}").Any(line => line.Contains("ALARM", StringComparison.Ordinal)), TimeSpan.FromSeconds(60), $"{code} alarms");
        }

        await IsDoneAsync(under, delivered: Retried.Length + 1 + Alarming.Length);
        var sends = under.Kitchen.Received.CountBy(order => order.OrderId).ToDictionary();
        Retried.Concat(Alarming).ShouldAllBe(code => sends[$"{code}"] == 2);
        Refused.Append(StatusCode.OK).ShouldAllBe(code => sends[$"{code}"] == 1);
        (await under.LettersAsync()).Order().ShouldBe(Refused.Select(code => $"{code}: the kitchen says so").Order());
    }

    private static Func<OrderRequest, Task<OrderResponse>> OnceWithTheStatusThatItIsNamedAfter()
    {
        var answered = new ConcurrentDictionary<string, bool>();
        return order =>
        {
            var code = Enum.Parse<StatusCode>(order.OrderId);
            return code != StatusCode.OK && answered.TryAdd(order.OrderId, true)
                ? throw new RpcException(new Status(code, "the kitchen says so"))
                : Task.FromResult(new OrderResponse { Success = true });
        };
    }

    private static Task IsDoneAsync(ServiceUnderFault under, int delivered) => Eventually.BecomesTrueAsync(
        async () => (await under.FeedAsync()) is var feed && feed.GetProperty("delivered").GetInt64() == delivered
            && feed.GetProperty("setAside").GetInt64() == Refused.Length && feed.GetProperty("inFlight").GetInt32() == 0,
        TimeSpan.FromSeconds(60), $"{delivered} orders are delivered, {Refused.Length} set aside");
}
