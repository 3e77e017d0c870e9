using Orbital.Kitchen.Api;

await using var kitchen = KitchenHost.Build(args);
await kitchen.RunAsync();
