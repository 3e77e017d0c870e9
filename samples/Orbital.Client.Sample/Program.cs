// Sends an order to the kitchen at http://localhost:50051, or at the address given, and shows the board until Ctrl-C.
using Microsoft.Extensions.DependencyInjection;
using Orbital.Client;
using Orbital.Contracts.Kitchen.V1;
using Orbital.Contracts.Orders.V1;

var address = new Uri(args.Length > 0 ? args[0] : "http://localhost:50051");
await using var services = new ServiceCollection().AddOrbitalKitchenClient(kitchen => kitchen.Address = address).BuildServiceProvider();

var answer = await services.GetRequiredService<IOrderService>().SendOrder(new OrderRequest
{
    OrderId = $"{Guid.NewGuid()}",
    BrandName = "Desayuna",
    OrderItems = [new OrderItem { ItemName = "Burger", StationName = "Burger Plancha Station", Quantity = 2 }],
});
Console.WriteLine(answer.Message);

await foreach (var board in KitchenBoard.FollowAsync(services.GetRequiredService<IEventService>()))
{
    foreach (var item in board.BatchItems.Values.OrderBy(item => item.CreatedAt))
        Console.WriteLine($"{item.Quantity} × {item.ItemName} at {item.StationName}: {item.Status}");
}
