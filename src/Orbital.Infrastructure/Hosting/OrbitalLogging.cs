using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Configuration.Memory;
using Microsoft.Extensions.Hosting;
using Orbital.Infrastructure.Hosting.Logging;
using Serilog;
using Serilog.Configuration;
using Serilog.Core;
using Serilog.Events;
using Serilog.Formatting.Compact;

namespace Orbital.Infrastructure.Hosting;

/// <summary>Serilog for both services: a console for people in development, one JSON object a line everywhere else.</summary>
public static class OrbitalLogging
{
    private const string DevelopmentTemplate =
        "{Timestamp:HH:mm:ss.fff} {Level:u3} {SourceContext:l} | {Message:lj}{NewLine}{Exception}";

    /// <summary>Lines that may wait for standard output: some seconds of a busy service, and few megabytes.</summary>
    private const int WaitingLines = 10_000;

    /// <summary>How long the end of the process waits for an output that takes nothing.</summary>
    private static readonly TimeSpan FarewellPatience = TimeSpan.FromSeconds(1);

    // As settings, below all others: Serilog follows the changes of those levels that are set when it starts.
    private static readonly Dictionary<string, string?> DefaultLevels = new()
    {
        ["Serilog:MinimumLevel:Default"] = "Information",
        ["Serilog:MinimumLevel:Override:Microsoft"] = "Warning",
        ["Serilog:MinimumLevel:Override:Microsoft.Hosting.Lifetime"] = "Information",
        ["Serilog:MinimumLevel:Override:System"] = "Warning",
        ["Serilog:MinimumLevel:Override:Grpc"] = "Warning",
        ["Serilog:MinimumLevel:Override:ProtoBuf.Grpc"] = "Warning",
        ["Serilog:MinimumLevel:Override:Npgsql"] = "Warning",
        // What a command, a connection or a query failed with reaches its caller, who logs it once.
        ["Serilog:MinimumLevel:Override:Microsoft.EntityFrameworkCore"] = "Fatal",
        // A line for each connection too many would be a flood of its own: they are counted.
        ["Serilog:MinimumLevel:Override:Microsoft.AspNetCore.Server.Kestrel.Connections"] = "Error",
        // Each probe would repeat the same failure; HealthHistory logs the changes of status instead.
        ["Serilog:MinimumLevel:Override:Microsoft.Extensions.Diagnostics.HealthChecks"] = "Fatal",
    };

    /// <summary>
    /// Makes Serilog the only logger of this host. Levels come from configuration (<c>Serilog:MinimumLevel:Default</c>,
    /// <c>Serilog:MinimumLevel:Override:&lt;source&gt;</c>) and follow its changes while the host runs.
    /// </summary>
    public static IHostApplicationBuilder AddOrbitalLogging(this IHostApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Configuration.Sources.Insert(0, new MemoryConfigurationSource { InitialData = DefaultLevels });
        var readable = builder.Environment.IsDevelopment();
        // The static logger stays untouched: tests run several hosts in one process.
        builder.Services.AddSerilog(logger => Configure(logger, builder.Configuration, readable), preserveStaticLogger: true);
        return builder;
    }

    private static void Configure(LoggerConfiguration logger, IConfiguration configuration, bool readable)
    {
        logger.ReadFrom.Configuration(configuration).Enrich.FromLogContext().Enrich.With<PathsToldOnPurpose>();
        // No caller waits for whoever reads the output.
        logger.WriteTo.Sink(LoggerSinkConfiguration.Wrap(
            console => new QueuedSink(console, WaitingLines, FarewellPatience), sinks => WriteToConsole(sinks, readable)));
    }

    private static void WriteToConsole(LoggerSinkConfiguration sinks, bool readable)
    {
        if (readable)
            sinks.Console(outputTemplate: DevelopmentTemplate);
        else
            sinks.Console(new RenderedCompactJsonFormatter());
    }

    /// <summary>The server adds the path to each line of a request, also one that holds a screen's code: lines that need it name it themselves.</summary>
    private sealed class PathsToldOnPurpose : ILogEventEnricher
    {
        public void Enrich(LogEvent logEvent, ILogEventPropertyFactory propertyFactory) => logEvent.RemovePropertyIfPresent("RequestPath");
    }
}
