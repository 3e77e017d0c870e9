using System.CommandLine;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Orbital.AppHost;

/// <summary>The command line: its options, and what a terminal may tell it.</summary>
internal static class HostCommand
{
    public static async Task<int> RunAsync(string[] args, Settings settings)
    {
        var parsed = Create(settings, RunSystemAsync).Parse(args);
        if (parsed.Action is ParseErrorAction)
        {
            HostConsole.Standard().Fail(string.Join('\n', parsed.Errors.Select(error => error.Message)) + " --help shows the options.");
            return 2;
        }
        // Signals are handled below: this library would cut the orderly end short after two seconds.
        return await parsed.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null });
    }

    /// <summary>The command, with what to do once the options are understood.</summary>
    public static RootCommand Create(Settings settings, Func<HostOptions, Task<int>> run)
    {
        var rate = new Option<double>("--rate")
        {
            Description = "Sample orders a minute.",
            DefaultValueFactory = _ => 20,
            CustomParser = result => Number(result, "--rate", "a number of orders a minute", 0, 60_000),
        };
        var noSamples = new Option<bool>("--no-samples") { Description = "Insert no sample orders." };
        var fresh = new Option<bool>("--fresh") { Description = "Forget the data of earlier runs." };
        var tls = new Option<bool>("--tls") { Description = "TLS everywhere, with certificates made here: between browser, services and clients." };
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
            rate, noSamples, fresh, tls, data, postgres, kitchenPort, grpcPort, orderManagementPort, mongoDBPort,
        };
        command.SetAction(parsed => run(new HostOptions
        {
            SampleOrdersPerMinute = parsed.GetValue(noSamples) ? 0 : parsed.GetValue(rate),
            Fresh = parsed.GetValue(fresh),
            Tls = parsed.GetValue(tls),
            DataDirectory = Path.GetFullPath(parsed.GetValue(data)!),
            PostgreSqlChoice = parsed.GetValue(postgres)!,
            KitchenPort = parsed.GetValue(kitchenPort),
            GrpcPort = parsed.GetValue(grpcPort),
            OrderManagementPort = parsed.GetValue(orderManagementPort),
            MongoDBPort = parsed.GetValue(mongoDBPort),
            PostgreSqlConnection = settings["ConnectionStrings:PostgreSQL"],
            MongoDBConnection = settings["ConnectionStrings:MongoDB"],
            NamedKitchenAddress = settings["Kitchens:Default:Address"],
            OrderDatabase = settings["OrderFeed:Database"] ?? "orbital",
            OrderCollection = settings["OrderFeed:Collection"] ?? "orders",
        }));
        return command;
    }

    private static Option<int> Port(string name, string purpose, string setting, int usual, Settings settings)
    {
        return new Option<int>(name)
        {
            Description = $"{purpose} [setting: {setting.Replace(":", "__", StringComparison.Ordinal)}]",
            DefaultValueFactory = result => settings[setting] is { } value ? (int)Number(result, value, setting, "a port", 1, 65_535) : usual,
            CustomParser = result => (int)Number(result, name, "a port", 1, 65_535),
        };
    }

    private static double Number(ArgumentResult result, string name, string kind, double least, double most) =>
        Number(result, result.Tokens[0].Value, name, kind, least, most);

    private static double Number(ArgumentResult result, string text, string name, string kind, double least, double most)
    {
        if (double.TryParse(text, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most)
            return number;
        result.AddError($"{name} is '{text}', but must be {kind} from {least} to {most}.");
        return least;
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
