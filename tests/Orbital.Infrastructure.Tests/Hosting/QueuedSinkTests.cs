using System.Collections.Concurrent;
using Orbital.Infrastructure.Hosting.Logging;
using Orbital.Testing;
using Serilog;
using Serilog.Core;
using Serilog.Events;

namespace Orbital.Infrastructure.Tests.Hosting;

/// <summary>The queue before an output that may block.</summary>
public sealed class QueuedSinkTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task Callers_never_wait_and_what_finds_the_queue_full_is_counted_and_told()
    {
        using var output = new BlockedOutput();
        using var sink = new QueuedSink(output, capacity: 4, Patience);
        using var logger = new LoggerConfiguration().WriteTo.Sink(sink).CreateLogger();

        logger.Information("first");
        await output.Blocked.WaitAsync(Patience);
        // Four wait in the queue, and three find no room. None of them comes back before the output is read, or this would hang.
        for (var line = 1; line <= 7; line++)
            logger.Information("line {Line}", line);
        output.Release();

        await Eventually.BecomesTrueAsync(() => output.Lines.Count == 6);
        output.Lines.Order().ShouldBe(
            new[]
            {
                "first", "line 1", "line 2", "line 3", "line 4",
                "3 lines of the log were dropped: they came faster than standard output was read",
            }.Order());
    }

    [Fact]
    public async Task The_end_takes_what_waits_with_it()
    {
        using var output = new BlockedOutput();
        var sink = new QueuedSink(output, capacity: 10, Patience);
        await using var logger = new LoggerConfiguration().WriteTo.Sink(sink).CreateLogger();
        logger.Information("first");
        await output.Blocked.WaitAsync(Patience);
        logger.Information("last");
        output.Release();

        sink.Dispose();

        output.Lines.ShouldBe(["first", "last"]);
    }

    [Fact]
    public async Task The_end_does_not_wait_for_an_output_that_takes_nothing()
    {
        using var output = new BlockedOutput();
        var sink = new QueuedSink(output, capacity: 10, TimeSpan.FromMilliseconds(50));
        await using var logger = new LoggerConfiguration().WriteTo.Sink(sink).CreateLogger();
        logger.Information("first");
        await output.Blocked.WaitAsync(Patience);

        await Task.Run(sink.Dispose).WaitAsync(Patience);
        logger.Information("after the end");

        output.Lines.ShouldBeEmpty();
    }

    [Fact]
    public void A_line_that_cannot_be_written_costs_no_other()
    {
        var output = new FullDisk();
        using (var sink = new QueuedSink(output, capacity: 10, Patience))
        using (var logger = new LoggerConfiguration().WriteTo.Sink(sink).CreateLogger())
        {
            logger.Information("lost");
            logger.Information("kept");
        }

        output.Lines.ShouldContain("kept");
        output.Lines.ShouldContain(line => line.StartsWith("1 lines of the log were dropped", StringComparison.Ordinal));
    }

    /// <summary>Takes nothing until it is released.</summary>
    private sealed class BlockedOutput : ILogEventSink, IDisposable
    {
        private readonly TaskCompletionSource _blocked = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly ManualResetEventSlim _released = new();

        public Task Blocked => _blocked.Task;

        public ConcurrentQueue<string> Lines { get; } = [];

        public void Release() => _released.Set();

        public void Emit(LogEvent logEvent)
        {
            _blocked.TrySetResult();
            if (_released.Wait(Patience))
                Lines.Enqueue(logEvent.RenderMessage());
        }

        public void Dispose() => Release();
    }

    /// <summary>Fails at the first line.</summary>
    private sealed class FullDisk : ILogEventSink
    {
        private bool _hasFailed;

        public ConcurrentQueue<string> Lines { get; } = [];

        public void Emit(LogEvent logEvent)
        {
            if (!_hasFailed)
            {
                _hasFailed = true;
                throw new IOException("No space left on device");
            }

            Lines.Enqueue(logEvent.RenderMessage());
        }
    }
}
