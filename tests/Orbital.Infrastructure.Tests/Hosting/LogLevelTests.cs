using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orbital.Infrastructure.Hosting;
using Orbital.Testing;

namespace Orbital.Infrastructure.Tests.Hosting;

public sealed class LogLevelTests : IDisposable
{
    private readonly string _file = Path.Combine(Path.GetTempPath(), $"orbital-levels-{Guid.NewGuid():N}.json");

    [Fact]
    public async Task Levels_follow_the_settings_while_the_service_runs()
    {
        await WriteAsync("""{ "Serilog": { "MinimumLevel": { "Default": "Warning" } } }""");
        var builder = Host.CreateApplicationBuilder();
        builder.Configuration.AddJsonFile(_file, optional: false, reloadOnChange: true);
        builder.AddOrbitalLogging();
        using var host = builder.Build();
        var loggers = host.Services.GetRequiredService<ILoggerFactory>();
        var (own, npgsql) = (loggers.CreateLogger("Orbital.Something"), loggers.CreateLogger("Npgsql.Command"));
        own.IsEnabled(LogLevel.Information).ShouldBeFalse();
        npgsql.IsEnabled(LogLevel.Information).ShouldBeFalse();

        await WriteAsync("""{ "Serilog": { "MinimumLevel": { "Default": "Debug", "Override": { "Npgsql": "Information" } } } }""");
        await Eventually.BecomesTrueAsync(() => own.IsEnabled(LogLevel.Debug), TimeSpan.FromSeconds(60));
        await Eventually.BecomesTrueAsync(() => npgsql.IsEnabled(LogLevel.Information), TimeSpan.FromSeconds(60));
        npgsql.IsEnabled(LogLevel.Debug).ShouldBeFalse();

        await WriteAsync("{ }");
        await Eventually.BecomesTrueAsync(() => !own.IsEnabled(LogLevel.Debug), TimeSpan.FromSeconds(60));
        own.IsEnabled(LogLevel.Information).ShouldBeTrue("that is the default");
    }

    public void Dispose() => File.Delete(_file);

    // In one step: a file that is read half written would be an error of its own.
    private async Task WriteAsync(string json)
    {
        var next = $"{_file}.next";
        await File.WriteAllTextAsync(next, json);
        File.Move(next, _file, overwrite: true);
    }
}
