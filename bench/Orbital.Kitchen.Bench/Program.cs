using System.CommandLine;
using Orbital.Kitchen.Bench;

var seconds = new Option<int>("--seconds") { Description = "How long each measurement takes.", DefaultValueFactory = _ => 10 };
var warmUp = new Option<int>("--warm-up") { Description = "Seconds of load before: the runtime compiles meanwhile.", DefaultValueFactory = _ => 25 };
var callers = new Option<int[]>("--callers")
{
    Description = "Callers at once.", DefaultValueFactory = _ => [1, 16, 64, 256], AllowMultipleArgumentsPerToken = true,
};
var stored = new Option<int[]>("--stored")
{
    Description = "Orders in the database before a measurement.", DefaultValueFactory = _ => [10_000, 1_000_000], AllowMultipleArgumentsPerToken = true,
};

var telemetry = new Option<bool>("--telemetry") { Description = "Compare kitchens without telemetry, with metrics, and with metrics and traces instead." };
var intake = new Command("intake", "Orders a second over gRPC with durable commits, beside a bare program that writes the same rows.") { seconds, warmUp, callers, telemetry };
intake.SetAction(parsed => (parsed.GetValue(telemetry) ? TelemetryBench.RunAsync : (Func<int[], TimeSpan, TimeSpan, Task>)IntakeBench.RunAsync)(
    parsed.GetValue(callers)!, TimeSpan.FromSeconds(parsed.GetValue(seconds)), TimeSpan.FromSeconds(parsed.GetValue(warmUp))));
var history = new Command("history", "The same at 64 callers, with few and with many orders stored.") { seconds, warmUp, stored };
history.SetAction(parsed => HistoryBench.RunAsync(parsed.GetValue(stored)!, TimeSpan.FromSeconds(parsed.GetValue(seconds)), TimeSpan.FromSeconds(parsed.GetValue(warmUp))));

var subscribers = new Option<int[]>("--subscribers")
{
    Description = "Subscribers at once.", DefaultValueFactory = _ => [1, 50, 500, 2_000], AllowMultipleArgumentsPerToken = true,
};
var performance = new Command("performance", "How long it takes to show how a station cooked, with few and with many orders stored.") { stored };
performance.SetAction(parsed => PerformanceBench.RunAsync(parsed.GetValue(stored)!));

var events = new Command("events", "Deliveries to subscribers and their latency, beside a bare Kestrel endpoint that writes the same bytes.") { seconds, warmUp, subscribers };
events.SetAction(parsed => EventsBench.RunAsync(parsed.GetValue(subscribers)!, TimeSpan.FromSeconds(parsed.GetValue(seconds)), TimeSpan.FromSeconds(parsed.GetValue(warmUp))));
var arrivals = new Command("arrivals", "From SendOrder to the screens: how long an order takes to 50 subscribers.") { seconds, warmUp };
arrivals.SetAction(parsed => ArrivalsBench.RunAsync(TimeSpan.FromSeconds(parsed.GetValue(seconds)), TimeSpan.FromSeconds(parsed.GetValue(warmUp))));
var port = new Option<int>("--port");
var file = new Option<string>("--file") { Required = true };
var bareEndpoint = new Command("bare-endpoint", "What events is measured beside.") { port, file };
bareEndpoint.Hidden = true;
bareEndpoint.SetAction(parsed => BareEndpoint.RunAsync(parsed.GetValue(port), parsed.GetValue(file)!));

return await new RootCommand("Benchmarks of the kitchen.") { intake, history, performance, events, arrivals, bareEndpoint }.Parse(args).InvokeAsync();
