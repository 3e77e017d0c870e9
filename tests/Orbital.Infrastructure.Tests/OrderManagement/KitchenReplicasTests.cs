using Grpc.Core;
using Grpc.Net.Client.Balancer;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Orbital.Application.OrderManagement.DeliverOrder;
using Orbital.Domain.OrderManagement;
using Orbital.Infrastructure.OrderManagement.KitchenClient;
using Orbital.Testing;

namespace Orbital.Infrastructure.Tests.OrderManagement;

/// <summary>One name with several addresses: replicas of a kitchen without a load balancer before them.</summary>
public sealed class KitchenReplicasTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Names _names = new();
    private readonly List<KitchenStub> _replicas = [];
    private KitchenConnection _connection = null!;
    private GrpcKitchenGateway _gateway = null!;
    private int _sent;

    public async ValueTask InitializeAsync()
    {
        for (var replica = 0; replica < 3; replica++)
            _replicas.Add(await KitchenStub.StartAsync());
        var options = new KitchenOptions { Address = "dns:///kitchen.orbital.test:50051" };
        _connection = new KitchenConnection(options, TimeProvider.System, NullLogger<KitchenConnection>.Instance, _names);
        _gateway = new GrpcKitchenGateway(_connection, options, TimeProvider.System);
    }

    public async ValueTask DisposeAsync()
    {
        _connection.Dispose();
        foreach (var replica in _replicas)
            await replica.DisposeAsync();
    }

    [Fact]
    public async Task Each_gets_its_share_also_one_that_comes_later()
    {
        _names.Are(_replicas.Take(1));
        await SendAsync();
        _names.Are(_replicas);
        await Eventually.BecomesTrueAsync(
            async () =>
            {
                await SendAsync();
                return _replicas.TrueForAll(replica => !replica.Received.IsEmpty);
            },
            Patience);

        var before = _replicas.ConvertAll(replica => replica.Received.Count);
        for (var order = 0; order < 30; order++)
            await SendAsync();
        _replicas.Zip(before, (replica, count) => replica.Received.Count - count).ShouldBe([10, 10, 10]);
    }

    [Fact]
    public async Task An_order_that_one_cannot_take_goes_to_the_next_at_once()
    {
        _names.Are(_replicas);
        _replicas[0].AnswersWith(StatusCode.Unavailable, "its database is away");
        await _replicas[1].DisposeAsync();

        for (var order = 0; order < 20; order++)
            await SendAsync();

        _replicas[2].Received.Count.ShouldBe(20);
    }

    [Fact]
    public async Task When_none_takes_it_the_kitchen_is_away()
    {
        _names.Are(_replicas);
        foreach (var replica in _replicas)
            replica.AnswersWith(StatusCode.Unavailable, "no database");

        (await _gateway.SendAsync(new Order("a", "", "", [new OrderItem("Burger", "Plancha", 1)]), TestContext.Current.CancellationToken))
            .ShouldBe(new SendOutcome(SendOutcomeKind.Unavailable, "Unavailable: no database"));
        (await _gateway.IsThereAsync(TestContext.Current.CancellationToken)).ShouldBeTrue("each answers");
    }

    [Theory]
    [InlineData("dns:///kitchen:50051", KitchenBalancing.None, "dns:///kitchen:50051")]
    [InlineData("http://kitchen:50051", KitchenBalancing.RoundRobin, "dns:///kitchen:50051")]
    [InlineData("https://kitchen", KitchenBalancing.RoundRobin, "dns:///kitchen:443")]
    [InlineData("https://kitchen", KitchenBalancing.None, "https://kitchen")]
    public void The_address_says_where_the_channel_leads(string address, KitchenBalancing balancing, string target) =>
        new KitchenOptions { Address = address, Balancing = balancing }.Target.ShouldBe(target);

    private async Task SendAsync()
    {
        var order = new Order($"order {_sent++}", "", "", [new OrderItem("Burger", "Plancha", 1)]);
        (await _gateway.SendAsync(order, TestContext.Current.CancellationToken)).Kind.ShouldBe(SendOutcomeKind.Delivered);
    }

    /// <summary>Stands in for DNS, which tests cannot change: it knows one name and tells of each change.</summary>
    private sealed class Names : ResolverFactory
    {
        private IReadOnlyList<BalancerAddress> _addresses = [];
        private Action<IReadOnlyList<BalancerAddress>>? _changed;

        public override string Name => "dns";

        public void Are(IEnumerable<KitchenStub> replicas)
        {
            _addresses = [.. replicas.Select(replica => new Uri(replica.Address))
                .Select(address => new BalancerAddress(address.Host, address.Port))];
            _changed?.Invoke(_addresses);
        }

        public override Resolver Create(ResolverOptions options) => new Answers(this, options.LoggerFactory);

        private sealed class Answers(Names names, ILoggerFactory loggers) : PollingResolver(loggers)
        {
            protected override void OnStarted() => names._changed += Tell;

            protected override Task ResolveAsync(CancellationToken cancellationToken)
            {
                Tell(names._addresses);
                return Task.CompletedTask;
            }

            protected override void Dispose(bool disposing)
            {
                names._changed -= Tell;
                base.Dispose(disposing);
            }

            private void Tell(IReadOnlyList<BalancerAddress> addresses) => Listener(ResolverResult.ForResult(addresses));
        }
    }
}
