using MediatR;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Orbital.Application.OrderManagement;
using Orbital.Application.OrderManagement.DeadLetters;
using Orbital.Application.OrderManagement.DeliverOrder;
using Orbital.Application.OrderManagement.ParkedOrders;
using Orbital.Application.OrderManagement.ShowFeed;
using Orbital.Application.OrderManagement.WatchOrders;
using Orbital.Domain.OrderManagement;

namespace Orbital.Application.Tests.OrderManagement;

/// <summary>The whole listener as the host registers it, with scripted ports and a clock that only the test turns.</summary>
internal sealed class ListenerFixture : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly ServiceProvider _services;

    /// <param name="configure">Changes the settings.</param>
    /// <param name="rules">With rules there is a second kitchen, <see cref="North"/>.</param>
    public ListenerFixture(Action<WatchOrdersOptions>? configure = null, params RoutingRule[] rules)
    {
        Feed = new ScriptedFeed(Time);
        State = new SavedState(Time);
        var options = new WatchOrdersOptions();
        configure?.Invoke(options);
        var services = new ServiceCollection()
            .AddSingleton<TimeProvider>(Time)
            .AddSingleton(typeof(ILogger<>), typeof(NullLogger<>))
            .AddSingleton<ILoggerFactory>(NullLoggerFactory.Instance)
            .AddOrderManagementApplication()
            .AddSingleton(options)
            .AddSingleton<IOrderFeed>(Feed)
            .AddSingleton<ICheckpointStore>(State)
            .AddSingleton<IListenerLease>(State)
            .AddSingleton<IKitchenGateway>(Kitchen)
            .AddSingleton<IDeadLetterStore>(DeadLetters)
            .AddSingleton<IParkedOrderStore>(Parked)
            .AddSingleton(new OrderRouting(rules, Kitchen.Name));
        if (rules.Length > 0)
            services.AddSingleton<IKitchenGateway>(North);
        _services = services.BuildServiceProvider();
    }

    public FakeTimeProvider Time { get; } = new();

    public ScriptedFeed Feed { get; }

    public SavedState State { get; }

    public ScriptedKitchen Kitchen { get; } = new();

    public ScriptedKitchen North { get; } = new("North");

    public ParkedInMemory Parked { get; } = new();

    public LetterBox DeadLetters { get; } = new();

    public Task Running { get; private set; } = Task.CompletedTask;

    public FeedView View => Mediator.Send(new ShowFeed()).GetAwaiter().GetResult();

    public KitchenView KitchenView => View.Kitchens.Single(kitchen => kitchen.Name == Kitchen.Name);

    public KitchenView NorthView => View.Kitchens.Single(kitchen => kitchen.Name == North.Name);

    private IMediator Mediator => _services.GetRequiredService<IMediator>();

    public void Start() => Running = Task.Run(() => Mediator.Send(new WatchOrders(), _stop.Token));

    public Task UntilAsync(Func<bool> condition, string what) =>
        Eventually.TrueWhileTimePassesAsync(Time, TimeSpan.FromMilliseconds(50), condition, what);

    /// <summary>Lets time pass in steps that leave everybody room to do what is due.</summary>
    public Task PassAsync(TimeSpan duration)
    {
        var end = Time.GetUtcNow() + duration;
        return UntilAsync(() => Time.GetUtcNow() >= end, "time has passed");
    }

    /// <summary>Stops the listener; the clock goes on, so that its patience can end.</summary>
    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await UntilAsync(() => Running.IsCompleted, "the listener has stopped");
        await Running;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await UntilAsync(() => Running.IsCompleted, "the listener has stopped");
        await _services.DisposeAsync();
        _stop.Dispose();
    }

    internal sealed class LetterBox : IDeadLetterStore
    {
        public List<DeadLetter> Letters { get; } = [];

        /// <summary>How often a letter was looked for, so as to remove it.</summary>
        public int Searches { get; private set; }

        public Task AddAsync(DeadLetter letter, CancellationToken cancellationToken)
        {
            lock (Letters)
                Letters.Add(letter);
            return Task.CompletedTask;
        }

        // A listener only sets aside; what people do with letters is tested over REST.
        public Task<IReadOnlyList<DeadLetter>> ListAsync(int limit, DeadLetterPlace? after, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<DeadLetter?> FindAsync(string id, CancellationToken cancellationToken)
        {
            Searches++;
            return Task.FromResult<DeadLetter?>(null);
        }

        public Task<OrderChange> ReadDocumentAsync(DeadLetter letter, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<bool> RemoveAsync(DeadLetter letter, CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}
