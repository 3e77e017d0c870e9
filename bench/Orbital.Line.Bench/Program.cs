using System.CommandLine;
using Orbital.Line.Bench;

var seconds = new Option<int>("--seconds") { Description = "How long each measurement of the kitchen, or of the latency, takes.", DefaultValueFactory = _ => 10 };
var warmUp = new Option<int>("--warm-up") { Description = "Seconds of load before: the runtime compiles meanwhile.", DefaultValueFactory = _ => 25 };
var lineOrders = new Option<int>("--orders") { Description = "Orders that wait in MongoDB in each round.", DefaultValueFactory = _ => 20_000 };
var line = new Command("line", "Orders a second from MongoDB into PostgreSQL, beside the bare driver and the kitchen's intake.")
{
    seconds, warmUp, lineOrders,
};
line.SetAction(parsed => LineBench.RunAsync(
    parsed.GetValue(lineOrders), TimeSpan.FromSeconds(parsed.GetValue(seconds)), TimeSpan.FromSeconds(parsed.GetValue(warmUp))));

var inserts = new Command("inserts", "From the insert into MongoDB to the subscribers.") { seconds, warmUp };
inserts.SetAction(parsed => InsertsBench.RunAsync(TimeSpan.FromSeconds(parsed.GetValue(seconds)), TimeSpan.FromSeconds(parsed.GetValue(warmUp))));

var drainOrders = new Option<int>("--orders") { Description = "Orders that were inserted while Order Management was stopped.", DefaultValueFactory = _ => 1_000_000 };
var slow = new Option<bool>("--slow") { Description = "The kitchen is away at first, and then needs 1 ms for each order." };
var drain = new Command("drain", "Memory of Order Management while it delivers what has gathered.") { drainOrders, slow };
drain.SetAction(parsed => DrainBench.RunAsync(parsed.GetValue(drainOrders), parsed.GetValue(slow)));

return await new RootCommand("Benchmarks of the whole line, from MongoDB to the subscribers of the kitchen.") { line, inserts, drain }.Parse(args).InvokeAsync();
