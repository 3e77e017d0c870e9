using Microsoft.Extensions.Configuration.EnvironmentVariables;
using Microsoft.Extensions.Configuration.KeyPerFile;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Hosting;
using Orbital.Infrastructure.Hosting.Security;

namespace Orbital.Infrastructure.Hosting;

/// <summary>Settings from files, one each, as containers are given their secrets.</summary>
public static class OrbitalSecrets
{
    private const string UsualDirectory = "/run/secrets";

    /// <summary>
    /// Each file of <c>SECRETS_DIR</c>, else of <c>/run/secrets</c>, is a setting: its name with <c>__</c> for <c>:</c>, its content the value.
    /// They stand over <c>appsettings.json</c>; the environment and the command line stand over them.
    /// </summary>
    /// <exception cref="StartRefusedException">There is no such folder.</exception>
    public static IHostApplicationBuilder AddOrbitalSecrets(this IHostApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var named = builder.Configuration["SECRETS_DIR"];
        if (!string.IsNullOrEmpty(named) && !Directory.Exists(named))
            throw new StartRefusedException($"SECRETS_DIR must be a folder, and there is no {named}");
        var directory = string.IsNullOrEmpty(named) ? UsualDirectory : Path.GetFullPath(named);
        if (!Directory.Exists(directory))
            return builder;

        var sources = builder.Configuration.Sources;
        // The last that brings all of the environment; those before it bring only what has a prefix.
        var environment = sources.Select((source, at) => (source, at))
            .Where(entry => entry.source is EnvironmentVariablesConfigurationSource { Prefix: null or "" })
            .Select(entry => entry.at).DefaultIfEmpty(sources.Count).Last();
        sources.Insert(environment, new KeyPerFileConfigurationSource { FileProvider = new PhysicalFileProvider(directory), Optional = true });
        return builder;
    }
}
