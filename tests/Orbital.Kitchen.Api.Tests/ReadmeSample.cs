using Grpc.Net.Client;
using Orbital.Contracts.Kitchen.V1;
using ProtoBuf.Grpc.Client;

namespace Orbital.Kitchen.Api.Tests;

/// <summary>The sample of README.md, line for line, apart from the address.</summary>
internal static class ReadmeSample
{
    // The parameter's name makes the sample's own words write to the test.
    public static async Task RunAsync(string address, TextWriter Console)
    {
        // README
        using var channel = GrpcChannel.ForAddress(address);
        var kitchen = channel.CreateGrpcService<IEventService>();
        await foreach (var board in KitchenBoard.FollowAsync(kitchen))
        {
            Console.WriteLine($"{board.Orders.Count} open orders as of event {board.Sequence}{(board.IsLive ? "" : ", kitchen away")}");
            foreach (var item in board.BatchItems.Values.OrderBy(item => item.CreatedAt))
                Console.WriteLine($"  {item.Quantity - item.CompletedQuantity} × {item.ItemName} at {item.StationName}: {item.Status}");
        }
        // end
    }
}
