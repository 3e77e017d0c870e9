namespace Orbital.Testing;

/// <summary>Settings with which a service starts in production, and what a refused start names of them.</summary>
public sealed class SafeSettings : Dictionary<string, string>
{
    /// <summary>Those that both services need.</summary>
    /// <param name="shown">The service's certificate; its public key also checks tokens.</param>
    public SafeSettings(CertificatePair shown)
    {
        this["environment"] = "Production";
        this["Tls:Certificate"] = shown.Certificate;
        this["Tls:Key"] = shown.Key;
        this["Authentication:Issuer"] = "https://issuer.orbital.test";
        this["Authentication:Audience"] = "orbital";
        this["Authentication:SigningKeys"] = shown.Certificate;
        this["AllowedHosts"] = "localhost";
    }

    /// <summary>As a command line gives them.</summary>
    public string[] Arguments => [.. this.Select(setting => $"--{setting.Key}={setting.Value}")];

    /// <summary>Changes some: name, value, name, value; an empty value takes the setting out.</summary>
    public void Change(params IEnumerable<string> pairs)
    {
        foreach (var pair in pairs.Chunk(2))
        {
            if (pair[1].Length > 0)
                this[pair[0]] = pair[1];
            else
                Remove(pair[0]);
        }
    }

    /// <summary>The checks that a refused start names, in their order.</summary>
    public static IReadOnlyList<string> ChecksIn(string message) => ChecksIn(message.Split('\n'));

    /// <summary>The same of what a process has written.</summary>
    public static IReadOnlyList<string> ChecksIn(IEnumerable<string> lines) => [.. lines
        .SkipWhile(line => !line.StartsWith("Not safe", StringComparison.Ordinal)).Where(line => line.StartsWith("  ", StringComparison.Ordinal))
        .Select(line => line.Trim().Split(": ")[0])];
}
