using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;

namespace Orbital.Infrastructure.Hosting.Security;

/// <summary>What stands in a documentation for a name or password of one's own, and must not go into production.</summary>
internal static partial class Placeholders
{
    // Files, whose folders may have any name.
    private static readonly HashSet<string> Files = new(StringComparer.OrdinalIgnoreCase)
    {
        "Certificate", "Key", "PasswordFile", "TokenFile", "SigningKeys", "ClientAuthorities", "Authorities",
    };

    private static readonly string[] Sections = ["AllowedHosts", "Authentication", "ConnectionStrings", "Cors", "Kitchens", "Tls"];

    /// <summary>The settings that hold one, by name. Their values are not quoted: they may hold secrets too.</summary>
    public static IEnumerable<string> Faults(IConfiguration settings) => Sections
        .SelectMany(section => Values(settings.GetSection(section))).Where(setting => IsFile(setting) ? Word().IsMatch(setting.Value!) : IsIn(setting.Value!))
        .Select(setting => $"{setting.Path} holds a placeholder, such as example.com or change-me: give it a value of your own");

    /// <summary>Whether a text holds one.</summary>
    public static bool IsIn(string text) => Word().IsMatch(text) || Host().IsMatch(text);

    private static bool IsFile(IConfigurationSection setting) => setting.Path.Split(':').Any(Files.Contains);

    private static IEnumerable<IConfigurationSection> Values(IConfigurationSection section) =>
        section.GetChildren().SelectMany(Values).Concat(string.IsNullOrEmpty(section.Value) ? [] : [section]);

    [GeneratedRegex(@"(?<![a-z])(change[-_ ]?me|placeholder)(?![a-z])|<[a-z][\w -]*>|…", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Word();

    // These names can belong to nobody (RFC 2606). Those under .test are left to tests.
    [GeneratedRegex(
        @"(?<![\w.-])(([\w-]+\.)*example(\.(com|net|org))?|([\w-]+\.)+invalid)(\.(?![\w-])|(?![\w.-]))",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Host();
}
