using MongoDB.Bson;
using MongoDB.Driver;
using Orbital.AppHost.Databases;
using Orbital.AppHost.Processes;
using Orbital.AppHost.Samples;
using Orbital.Testing;

namespace Orbital.AppHost.Tests.Samples;

public sealed class SampleFeedTests : IAsyncLifetime
{
    private readonly StringWriter _output = new();
    private readonly int _port = FreePort.Next();
    private ServiceProcess? _server;

    private string ConnectionString => $"mongodb://127.0.0.1:{_port}/";

    public async ValueTask InitializeAsync()
    {
        _server = ServiceProcess.Start("Orbital.MongoEmulator", null, "--port", $"{_port}");
        await Eventually.BecomesTrueAsync(() => Ports.AnswersAsync(_port, CancellationToken.None));
    }

    [Fact]
    public async Task Orders_go_into_a_mongodb_that_was_started_here()
    {
        var started = new MongoDBServer(ConnectionString, "ours", IsOurs: true);

        await using var feed = SampleFeed.Start(Options(rate: 6_000), started, Console());

        await Eventually.BecomesTrueAsync(async () => await CountAsync() >= 5);
    }

    [Fact]
    public async Task No_order_ever_goes_into_a_mongodb_that_the_user_named()
    {
        using var temporary = new TemporaryDirectory();
        var options = Options(rate: 60_000) with { MongoDBConnection = ConnectionString };
        using var data = await DataDirectory.TakeAsync(temporary.Path, CancellationToken.None);
        await using var warden = new Warden();
        await using var supervisor = new Supervisor(Console(), warden);

        var named = await MongoDBServer.StartAsync(options, data, supervisor, CancellationToken.None);
        await using (SampleFeed.Start(options, named, Console()))
            await Task.Delay(TimeSpan.FromMilliseconds(500), TimeProvider.System); // 500 orders at this rate

        named.ConnectionString.ShouldBe(ConnectionString);
        named.IsOurs.ShouldBeFalse();
        (await CountAsync()).ShouldBe(0);
        _output.ToString().ShouldContain("samples: none");
    }

    [Fact]
    public async Task No_order_goes_anywhere_at_rate_zero()
    {
        var started = new MongoDBServer(ConnectionString, "ours", IsOurs: true);

        await using (SampleFeed.Start(Options(rate: 0), started, Console()))
            await Task.Delay(TimeSpan.FromMilliseconds(300), TimeProvider.System);

        (await CountAsync()).ShouldBe(0);
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync();
        await _output.DisposeAsync();
    }

    private HostConsole Console() => new(TextWriter.Synchronized(_output), TextWriter.Null, colours: false);

    private async Task<long> CountAsync()
    {
        using var client = new MongoClient(ConnectionString);
        var orders = client.GetDatabase("orbital").GetCollection<BsonDocument>("orders");
        return await orders.CountDocumentsAsync(FilterDefinition<BsonDocument>.Empty);
    }

    private static HostOptions Options(double rate) => new()
    {
        SampleOrdersPerMinute = rate,
        Fresh = false,
        DataDirectory = "",
        KitchenPort = 1,
        GrpcPort = 1,
        OrderManagementPort = 1,
        MongoDBPort = 1,
        PostgreSqlChoice = "auto",
    };
}
