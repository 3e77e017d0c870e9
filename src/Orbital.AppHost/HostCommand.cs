using System.CommandLine;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Orbital.AppHost;

/// <summary>The command line: its options, and what a terminal may tell it.</summary>
internal static class HostCommand
{
    public static async Task<int> RunAsync(string[] args, Settings settings)
    {
        var command = Create(settings, RunSystemAsync);
        // Signals are handled below: this library would cut the orderly end short after two seconds.
        return await command.Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null });
    }

    /// <summary>The command, with what to do once the options are understood.</summary>
    public static RootCommand Create(Settings settings, Func<HostOptions, Task<int>> run)
    {
        var rate = new Option<double>("--rate") { Description = "Sample orders a minute.", DefaultValueFactory = _ => 20 };
        rate.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<double>() is not (>= 0 and <= 60_000))
                result.AddError("--rate is a number of orders a minute, from 0 to 60000.");
        });
        var noSamples = new Option<bool>("--no-samples") { Description = "Insert no sample orders." };
        var fresh = new Option<bool>("--fresh") { Description = "Forget the data of earlier runs." };
        var data = new Option<string>("--data")
        {
            Description = "Where the databases keep their files.",
            DefaultValueFactory = _ => Repository.PathOf(".orbital"),
        };
        var postgres = new Option<string>("--postgres")
        {
            Description = "Which PostgreSQL to start: auto, local, embedded, or a folder with its programs. [setting: ORBITAL_POSTGRES]",
            DefaultValueFactory = _ => settings["ORBITAL_POSTGRES"] ?? "auto",
        };
        var kitchenPort = Port("--kitchen-port", "The display, REST and live events.", "Kitchen:HttpPort", 8001, settings);
        var grpcPort = Port("--grpc-port", "The kitchen's gRPC.", "Kitchen:GrpcPort", 50051, settings);
        var orderManagementPort = Port("--order-management-port", "Order Management.", "OrderManagement:HttpPort", 8000, settings);
        var mongoDBPort = Port("--mongodb-port", "The MongoDB that is started here.", "ORBITAL_MONGODB_PORT", 27017, settings);

        var command = new RootCommand("Starts the whole of Orbital on this machine, until Ctrl-C.")
        {
            rate, noSamples, fresh, data, postgres, kitchenPort, grpcPort, orderManagementPort, mongoDBPort,
        };
        command.SetAction(parsed => run(new HostOptions
        {
            SampleOrdersPerMinute = parsed.GetValue(noSamples) ? 0 : parsed.GetValue(rate),
            Fresh = parsed.GetValue(fresh),
            DataDirectory = Path.GetFullPath(parsed.GetValue(data)!),
            PostgreSqlChoice = parsed.GetValue(postgres)!,
            KitchenPort = parsed.GetValue(kitchenPort),
            GrpcPort = parsed.GetValue(grpcPort),
            OrderManagementPort = parsed.GetValue(orderManagementPort),
            MongoDBPort = parsed.GetValue(mongoDBPort),
            PostgreSqlConnection = settings["ConnectionStrings:PostgreSQL"],
            MongoDBConnection = settings["ConnectionStrings:MongoDB"],
            OrderDatabase = settings["OrderFeed:Database"] ?? "orbital",
            OrderCollection = settings["OrderFeed:Collection"] ?? "orders",
        }));
        return command;
    }

    private static Option<int> Port(string name, string purpose, string setting, int usual, Settings settings)
    {
        var option = new Option<int>(name)
        {
            Description = $"{purpose} [setting: {setting.Replace(":", "__", StringComparison.Ordinal)}]",
            DefaultValueFactory = result =>
            {
                if (settings[setting] is not { } value)
                    return usual;
                if (int.TryParse(value, CultureInfo.InvariantCulture, out var port))
                    return port;
                result.AddError($"{setting} is '{value}', which is no port.");
                return usual;
            },
        };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is not (> 0 and <= 65_535))
                result.AddError($"{name} is a port, from 1 to 65535.");
        });
        return option;
    }

    private static async Task<int> RunSystemAsync(HostOptions options)
    {
        using var stop = new CancellationTokenSource();
        var console = HostConsole.Standard();
        void OnSignal(PosixSignalContext context)
        {
            context.Cancel = true;
            stop.Cancel();
        }

        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, OnSignal);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnSignal);
        using var hangup = PosixSignalRegistration.Create(PosixSignal.SIGHUP, OnSignal);
        try
        {
            await new OrbitalSystem(options, console).RunAsync(stop.Token);
            return 0;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return 0;
        }
        catch (HostFailure failure)
        {
            console.Fail(failure.Message);
            return 1;
        }
    }
}
