// How many projected change events a second one MongoDB.Driver client gets: all waiting in the oplog, and while they are
// being inserted. Client and server share this process and its cores.
using System.Diagnostics;
using MongoDB.Bson;
using MongoDB.Driver;
using Orbital.MongoEmulator;

const int Events = 100_000;
const int Batch = 500;
const int IdOffset = 4 + 1 + 4; // document length, type, "_id" with its end

await using var server = await MongoEmulatorServer.StartAsync(new MongoEmulatorOptions { OplogEntries = 3 * Events });
using var client = new MongoClient(server.ConnectionString);
var orders = client.GetDatabase("bench").GetCollection<RawBsonDocument>("orders");
var template = Order().ToBson();
PipelineDefinition<ChangeStreamDocument<RawBsonDocument>, RawBsonDocument> pipeline = new[]
{
    BsonDocument.Parse("{ $match: { operationType: { $in: ['insert', 'replace', 'update'] } } }"),
    BsonDocument.Parse(
        """
        { $project: { operationType: 1, documentKey: 1, 'fullDocument.OtterOrderId': 1, 'fullDocument.BrandName': 1,
          'fullDocument.StationOrders.OwnStationName': 1, 'fullDocument.StationOrders.OrderItems.Name': 1,
          'fullDocument.StationOrders.OrderItems.Quantity': 1 } }
        """),
};

await MeasureAsync("warm-up, waiting in the oplog", insertFirst: true);
await MeasureAsync("waiting in the oplog", insertFirst: true);
await MeasureAsync("while they are inserted", insertFirst: false);

async Task MeasureAsync(string what, bool insertFirst)
{
    using var stream = await orders.WatchAsync(pipeline, new ChangeStreamOptions { BatchSize = Batch });
    if (insertFirst)
        await InsertAsync();

    var clock = Stopwatch.StartNew();
    var inserting = insertFirst ? Task.CompletedTask : Task.Run(InsertAsync);
    var seen = 0;
    while (seen < Events && await stream.MoveNextAsync())
        seen += stream.Current.Count(change => change["operationType"] == "insert");

    await inserting;
    Console.WriteLine($"{what}: {Events / clock.Elapsed.TotalSeconds:N0} events/s");
}

async Task InsertAsync()
{
    for (var i = 0; i < Events; i += Batch)
        await orders.InsertManyAsync(Enumerable.Range(i, Batch).Select(_ => Copy()));
}

// The same bytes under a new id: the client's own work of writing documents is not what is measured.
RawBsonDocument Copy()
{
    var copy = template.ToArray();
    ObjectId.GenerateNewId().ToByteArray().CopyTo(copy, IdOffset);
    return new RawBsonDocument(copy);
}

// About 50 fields and 2 KB, of which the pipeline keeps the few that matter.
static BsonDocument Order()
{
    var order = new BsonDocument { { "_id", ObjectId.Empty }, { "OtterOrderId", "019c52aa-1232-307c-b56d-1a3af34b458c" }, { "BrandName", "Desayuna" } };
    for (var i = 0; i < 46; i++)
        order.Add($"FieldWithSomeName{i}", $"some value of field {i}");

    var item = new BsonDocument { { "Name", "Burger" }, { "Quantity", 2 }, { "Price", "12.50" } };
    var station = new BsonDocument { { "OwnStationName", "Burger Plancha Station" }, { "OrderItems", new BsonArray { item, item.DeepClone() } } };
    return order.Add("StationOrders", new BsonArray { station, station.DeepClone() });
}
