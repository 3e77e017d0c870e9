using System.Collections.Concurrent;
using Serilog.Core;
using Serilog.Debugging;
using Serilog.Events;
using Serilog.Parsing;

namespace Orbital.Infrastructure.Hosting.Logging;

/// <summary>
/// A bounded queue before a sink that may block for ever, as standard output does when it is a pipe that nobody reads. A caller never
/// waits: a line that finds the queue full is dropped and counted, and one line tells how many once the sink keeps up again.
/// </summary>
/// <remarks>Serilog.Sinks.Async waits for its sink when it is disposed, so a process with such a pipe would not end.</remarks>
internal sealed class QueuedSink : ILogEventSink, IDisposable
{
    private static readonly MessageTemplate Dropped =
        new MessageTemplateParser().Parse("{Count} lines of the log were dropped: they came faster than standard output was read");

    private readonly BlockingCollection<LogEvent> _queue;
    private readonly ILogEventSink _sink;
    private readonly TimeSpan _patience;
    private readonly Thread _writer;
    private readonly int _capacity;
    private long _dropped;
    private long _written;
    private int _disposed;

    /// <param name="sink">Where lines go, one at a time.</param>
    /// <param name="capacity">How many lines may wait.</param>
    /// <param name="patience">How long <see cref="Dispose"/> waits for the sink to take the next of what is left.</param>
    public QueuedSink(ILogEventSink sink, int capacity, TimeSpan patience)
    {
        (_sink, _capacity, _patience) = (sink, capacity, patience);
        _queue = new BlockingCollection<LogEvent>(capacity);
        // A thread of its own, which may hang in a write: the process ends without it.
        _writer = new Thread(WriteAll) { IsBackground = true, Name = "log writer" };
        _writer.Start();
        AppDomain.CurrentDomain.UnhandledException += WriteRest;
    }

    public void Emit(LogEvent logEvent)
    {
        if (!TryAdd(logEvent))
            CountDropped();
    }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 1)
            return;
        AppDomain.CurrentDomain.UnhandledException -= WriteRest;
        _queue.CompleteAdding();
        // Neither queue nor sink is disposed of while the writer may still be in them.
        if (EndsWriting())
            (_sink as IDisposable)?.Dispose();
    }

    private bool EndsWriting()
    {
        for (var before = -1L; before != Interlocked.Read(ref _written);)
        {
            before = Interlocked.Read(ref _written);
            if (_writer.Join(_patience))
                return true;
        }

        return false;
    }

    private void WriteRest(object sender, UnhandledExceptionEventArgs fault) => Dispose();

    private bool TryAdd(LogEvent logEvent)
    {
        try
        {
            return _queue.TryAdd(logEvent);
        }
        catch (InvalidOperationException)
        {
            // Disposed of: the process ends.
            return false;
        }
    }

    private void WriteAll()
    {
        var told = 0L;
        foreach (var logEvent in _queue.GetConsumingEnumerable())
        {
            Write(logEvent);
            // Not line by line while it is still behind.
            var dropped = _queue.Count > _capacity / 2 ? told : Interlocked.Read(ref _dropped);
            if (dropped > told)
                Write(LineOf(dropped - told, logEvent.Timestamp));
            told = dropped;
        }
    }

    private void Write(LogEvent logEvent)
    {
        try
        {
            _sink.Emit(logEvent);
            Interlocked.Increment(ref _written);
        }
        catch (Exception exception)
        {
            // Such as a full disk under a redirected output: it must not cost the lines that come after it.
            SelfLog.WriteLine("A line of the log could not be written: {0}", exception);
            CountDropped();
        }
    }

    private void CountDropped()
    {
        Interlocked.Increment(ref _dropped);
        LogMeter.CountDropped();
    }

    private static LogEvent LineOf(long count, DateTimeOffset at) => new(
        at, LogEventLevel.Warning, exception: null, Dropped,
        [
            new LogEventProperty("Count", new ScalarValue(count)),
            new LogEventProperty("SourceContext", new ScalarValue(typeof(QueuedSink).FullName)),
        ]);
}
