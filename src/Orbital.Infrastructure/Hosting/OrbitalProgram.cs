using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orbital.Infrastructure.Hosting.Security;

namespace Orbital.Infrastructure.Hosting;

/// <summary>The way from start to exit code, the same for both services.</summary>
public static partial class OrbitalProgram
{
    /// <summary>Runs the service until it is asked to stop. Wrong settings end it with exit code 1 and what is wrong with them, nothing else.</summary>
    public static async Task<int> RunAsync(Func<WebApplication> build)
    {
        ArgumentNullException.ThrowIfNull(build);
        try
        {
            await using var service = build();
            LogStarting(service.Logger, service.Environment.ApplicationName, OrbitalVersion.Current);
            await service.RunAsync();
            return Environment.ExitCode;
        }
        catch (Exception exception) when (Faults(exception).ToList() is { Count: > 0 } faults)
        {
            await Console.Error.WriteLineAsync(string.Join('\n', faults));
            return 1;
        }
    }

    private static IEnumerable<string> Faults(Exception exception) => exception switch
    {
        StartRefusedException refused => [refused.Message],
        OptionsValidationException settings => settings.Failures,
        AggregateException { InnerExceptions: var several } when several.All(one => one is OptionsValidationException) => several.SelectMany(Faults),
        _ => [],
    };

    [LoggerMessage(LogLevel.Information, "{Service} {Version} is starting")]
    private static partial void LogStarting(ILogger logger, string service, string version);
}
