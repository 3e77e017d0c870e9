using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Orbital.Kitchen.Bench;

/// <summary>Deliveries that were made in a time, at a cost of the server.</summary>
internal readonly record struct Deliveries(long Count, TimeSpan Elapsed, TimeSpan Cpu)
{
    public double PerSecond => Count / Elapsed.TotalSeconds;

    /// <summary>Processor time of the server for a delivery, in microseconds.</summary>
    public double CpuMicroseconds => Cpu.TotalMicroseconds / Count;

    public static Deliveries operator +(Deliveries left, Deliveries right) =>
        new(left.Count + right.Count, left.Elapsed + right.Elapsed, left.Cpu + right.Cpu);
}

/// <summary>What is measured of a server that streams events.</summary>
internal static class StreamMeasurements
{
    /// <summary>A stream begins with two messages that are no events.</summary>
    private const int Greeting = 2;

    private static readonly TimeSpan AnswersDeadline = TimeSpan.FromSeconds(30);
    private static int _runs;

    /// <summary>So many subscribers ask at once for the last events, which are in the server's memory, and read as fast as they can.</summary>
    public static async Task<Deliveries> FlatOutAsync(StreamServer server, int subscribers, int events)
    {
        var path = await server.PathOfLastAsync(events);
        var clients = await ConnectAsync(server, subscribers);
        var (cpu, watch) = (server.Cpu, Stopwatch.StartNew());
        await Task.WhenAll(clients.Select(client => Task.Run(async () =>
        {
            await client.AskAsync(path);
            await client.ReadAsync(events + Greeting);
        })));
        var done = new Deliveries((long)subscribers * events, watch.Elapsed, server.Cpu - cpu);
        Array.ForEach(clients, client => client.Dispose());
        return done;
    }

    /// <summary>
    /// From the moment that an order's sending is due to each arrival of each of its events, while orders are sent at a steady rate whatever
    /// becomes of them.
    /// </summary>
    /// <returns>Latencies in milliseconds.</returns>
    public static async Task<Measurement> LatencyAsync(StreamServer server, int subscribers, double ordersPerSecond, TimeSpan duration)
    {
        var run = Interlocked.Increment(ref _runs);
        var due = new long[(int)(ordersPerSecond * duration.TotalSeconds)];
        var path = await server.PathOfLastAsync(0);
        var clients = await ConnectAsync(server, subscribers);
        using var ended = new CancellationTokenSource();
        var followers = clients.Select(client => new Follower(client, run, due)).ToList();
        await Task.WhenAll(followers.Select(follower => follower.OpenAsync(path)));
        var following = followers.Select(follower => Task.Run(() => follower.FollowAsync(ended.Token))).ToList();

        var (cpu, watch) = (server.Cpu, Stopwatch.StartNew());
        await Task.WhenAll(await Task.Factory.StartNew(() => SendOnTime(server, run, due, ordersPerSecond), TaskCreationOptions.LongRunning));
        var used = server.Cpu - cpu;
        await Task.WhenAll(followers.Select(follower => follower.Complete)).WaitAsync(AnswersDeadline, TimeProvider.System);

        await ended.CancelAsync();
        await Task.WhenAll(following);
        Array.ForEach(clients, client => client.Dispose());
        return new Measurement(watch.Elapsed, used, [.. followers.SelectMany(follower => follower.Latencies)]);
    }

    // A thread of its own that sleeps by microseconds: the timers of .NET would be a millisecond late.
    private static List<Task> SendOnTime(StreamServer server, int run, long[] due, double ordersPerSecond)
    {
        var ticksBetween = Stopwatch.Frequency / ordersPerSecond;
        var start = Stopwatch.GetTimestamp() + Stopwatch.Frequency / 10;
        for (var number = 0; number < due.Length; number++)
            due[number] = start + (long)(number * ticksBetween);

        List<Task> sent = [];
        for (var number = 0; number < due.Length; number++)
        {
            while (due[number] - Stopwatch.GetTimestamp() is var early and > 0)
                _ = usleep((uint)Math.Max(1, early * 1_000_000 / Stopwatch.Frequency));
            sent.Add(server.SendAsync(TimedOrder.IdOf(run, number)));
        }

        return sent;
    }

    private static Task<StreamClient[]> ConnectAsync(StreamServer server, int subscribers) =>
        Task.WhenAll(Enumerable.Range(0, subscribers).Select(_ => server.ConnectAsync()));

    [DllImport("libc")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int usleep(uint microseconds);

    /// <summary>A subscriber with a watch.</summary>
    private sealed class Follower(StreamClient client, int run, long[] due)
    {
        private readonly TaskCompletionSource _complete = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _orders;

        public List<double> Latencies { get; } = new(due.Length * 3);

        /// <summary>Ends when it has heard of every order.</summary>
        public Task Complete => _complete.Task;

        public async Task OpenAsync(string path)
        {
            await client.AskAsync(path);
            await client.ReadAsync(Greeting);
        }

        public async Task FollowAsync(CancellationToken ended)
        {
            try
            {
                await client.ReadAsync(long.MaxValue, Take, ended);
            }
            catch (OperationCanceledException)
            {
                // All is measured.
            }
            catch (Exception e)
            {
                _complete.TrySetException(e);
            }
        }

        private void Take(ReadOnlySpan<byte> message)
        {
            if (TimedOrder.NumberIn(message, run) is not { } number)
                return;
            Latencies.Add(Stopwatch.GetElapsedTime(due[number]).TotalMilliseconds);
            if (TimedOrder.IsFirst(message) && ++_orders == due.Length)
                _complete.TrySetResult();
        }
    }
}
