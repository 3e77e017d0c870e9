using Orbital.MongoEmulator.Wire;

namespace Orbital.MongoEmulator.Faults;

/// <summary>
/// Makes the server look like a process that was stopped: connections stay open and new ones are accepted, but nothing is
/// done and nothing is answered. What came meanwhile is done at the thaw.
/// </summary>
internal sealed class Freeze(MongoEmulatorOptions options) : IDisposable
{
    private readonly Lock _gate = new();
    private Ice? _ice;

    /// <summary>
    /// Freezes the connections of that application, or all. The connection that asks, and all with the name of its
    /// application, stay served: somebody must be able to thaw it.
    /// </summary>
    public void Start(ClientConnection by, string? appName, TimeSpan? time)
    {
        var ice = new Ice(by, appName);
        lock (_gate)
        {
            if (time is { } limit)
                ice.Timer = options.TimeProvider.CreateTimer(_ => Melt(ice), state: null, limit, Timeout.InfiniteTimeSpan);
            Replace(ice);
        }
    }

    /// <summary>False when nothing was frozen.</summary>
    public bool Thaw() => Replace(null);

    /// <summary>Waits as long as this connection is frozen.</summary>
    public async ValueTask PassAsync(ClientConnection connection)
    {
        while (Volatile.Read(ref _ice) is { } ice && ice.Holds(connection))
            await ice.Thawed.WaitAsync(connection.Closed);
    }

    public void Dispose() => Replace(null);

    private void Melt(Ice ice)
    {
        lock (_gate)
        {
            if (_ice == ice)
                Replace(null);
        }
    }

    private bool Replace(Ice? ice)
    {
        lock (_gate)
        {
            var previous = _ice;
            Volatile.Write(ref _ice, ice);
            previous?.Melt();
            return previous is not null;
        }
    }

    private sealed class Ice(ClientConnection by, string? appName)
    {
        private readonly TaskCompletionSource _thawed = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public ITimer? Timer { get; set; }

        public Task Thawed => _thawed.Task;

        public bool Holds(ClientConnection connection)
        {
            if (connection == by)
                return false;

            return appName is null
                ? connection.AppName.Length == 0 || connection.AppName != by.AppName
                : connection.AppName == appName;
        }

        public void Melt()
        {
            Timer?.Dispose();
            _thawed.SetResult();
        }
    }
}
