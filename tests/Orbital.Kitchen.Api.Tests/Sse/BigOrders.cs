using Orbital.Contracts.Orders.V1;

namespace Orbital.Kitchen.Api.Tests.Sse;

/// <summary>Orders that make many bytes of events: each has 20 lines with long names, of items that only it has.</summary>
internal static class BigOrders
{
    /// <summary>Events of one order: it was received, and 20 batch items were created.</summary>
    public const int EventsEach = 21;

    /// <summary>Sends them, a few at a time.</summary>
    public static Task SendAsync(KitchenReplica kitchen, int count, string prefix = "big") =>
        Parallel.ForEachAsync(Enumerable.Range(0, count), new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (number, _) =>
            (await kitchen.Orders.SendOrder(Big($"{prefix}-{number}"))).Success.ShouldBeTrue());

    private static OrderRequest Big(string id) => SampleOrders.Of(
        id, [.. Enumerable.Range(0, 20).Select(line => ($"{id} {line} {new string('x', 170)}", $"Station {line}", 1))]);
}
