using System.Globalization;
using System.Runtime.InteropServices;
using Orbital.MongoEmulator;

const string Usage = "usage: Orbital.MongoEmulator [--port N] [--oplog-entries N]   (N = 0: a free port; default 27017 and 100000)";

if (!TryReadOptions(args, out var options))
{
    await Console.Error.WriteLineAsync(Usage);
    return 2;
}

using var stop = new CancellationTokenSource();
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);

try
{
    await using var server = await MongoEmulatorServer.StartAsync(options, stop.Token);
    await Console.Out.WriteLineAsync($"listening {server.ConnectionString}");
    await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, stop.Token);
}
catch (OperationCanceledException) when (stop.IsCancellationRequested)
{
    return 0;
}
catch (IOException exception)
{
    await Console.Error.WriteLineAsync($"cannot listen on port {options.Port}: {exception.Message}");
    return 1;
}

return 0;

void Stop(PosixSignalContext context)
{
    context.Cancel = true;
    stop.Cancel();
}

static bool TryReadOptions(string[] args, out MongoEmulatorOptions options)
{
    // The log goes to standard error: standard output has the one line that a script waits for.
    options = new MongoEmulatorOptions
    {
        Port = 27017,
        Logging = logging => logging.AddSimpleConsole(console => console.SingleLine = true)
            .AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace)
            .AddFilter("Microsoft", LogLevel.Warning),
    };
    for (var i = 0; i < args.Length; i += 2)
    {
        if (i + 1 >= args.Length || !int.TryParse(args[i + 1], NumberStyles.None, CultureInfo.InvariantCulture, out var value))
            return false;

        switch (args[i])
        {
            case "--port" when value <= 65535:
                options = options with { Port = value };
                break;
            case "--oplog-entries" when value >= 1:
                options = options with { OplogEntries = value };
                break;
            default:
                return false;
        }
    }

    return true;
}
