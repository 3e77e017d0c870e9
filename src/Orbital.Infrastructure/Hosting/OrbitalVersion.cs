using System.Reflection;

namespace Orbital.Infrastructure.Hosting;

/// <summary>Which build of Orbital this is.</summary>
public static class OrbitalVersion
{
    /// <summary>As git's tags gave it, with the commit, where there was git: <c>0.2.0-alpha.0.12+1f0c…</c>.</summary>
    public static string Current { get; } =
        typeof(OrbitalVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;
}
