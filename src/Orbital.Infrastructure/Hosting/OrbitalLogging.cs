using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Serilog;
using Serilog.Events;
using Serilog.Formatting.Compact;

namespace Orbital.Infrastructure.Hosting;

/// <summary>Serilog for both services: a console for people in development, one JSON object a line everywhere else.</summary>
public static class OrbitalLogging
{
    private const string DevelopmentTemplate =
        "{Timestamp:HH:mm:ss.fff} {Level:u3} {SourceContext:l} | {Message:lj}{NewLine}{Exception}";

    /// <summary>
    /// Makes Serilog the only logger of this host. Levels come from configuration (<c>Serilog:MinimumLevel:Default</c>,
    /// <c>Serilog:MinimumLevel:Override:&lt;source&gt;</c>) on top of the quiet defaults below.
    /// </summary>
    public static IHostApplicationBuilder AddOrbitalLogging(this IHostApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var readable = builder.Environment.IsDevelopment();
        // The static logger stays untouched: tests run several hosts in one process.
        builder.Services.AddSerilog(logger => Configure(logger, builder.Configuration, readable), preserveStaticLogger: true);
        return builder;
    }

    private static void Configure(LoggerConfiguration logger, IConfiguration configuration, bool readable)
    {
        logger.MinimumLevel.Information()
            .MinimumLevel.Override("Microsoft", LogEventLevel.Warning)
            .MinimumLevel.Override("Microsoft.Hosting.Lifetime", LogEventLevel.Information)
            .MinimumLevel.Override("System", LogEventLevel.Warning)
            .MinimumLevel.Override("Grpc", LogEventLevel.Warning)
            .MinimumLevel.Override("ProtoBuf.Grpc", LogEventLevel.Warning)
            .MinimumLevel.Override("Npgsql", LogEventLevel.Warning)
            // What a command failed with reaches its caller, who logs it once.
            .MinimumLevel.Override("Microsoft.EntityFrameworkCore.Database.Command", LogEventLevel.Fatal)
            // Each probe would repeat the same failure; HealthHistory logs the changes of status instead.
            .MinimumLevel.Override("Microsoft.Extensions.Diagnostics.HealthChecks", LogEventLevel.Fatal)
            .ReadFrom.Configuration(configuration)
            .Enrich.FromLogContext();
        if (readable)
            logger.WriteTo.Console(outputTemplate: DevelopmentTemplate);
        else
            logger.WriteTo.Console(new RenderedCompactJsonFormatter());
    }
}
