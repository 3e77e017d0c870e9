using System.ComponentModel.DataAnnotations;

namespace Orbital.Application.Kitchen.Displays;

/// <summary>How displays are let in. Section <c>Displays</c>.</summary>
public sealed class PairingOptions
{
    /// <summary>How long a display that is not used stays known; each use begins it anew. Default 90 days.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "400.00:00:00")]
    public TimeSpan Lifetime { get; set; } = TimeSpan.FromDays(90);

    /// <summary>How long a code on a screen is good. Default 10 min.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan CodeLifetime { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>Most codes that are good at one time. Default 100.</summary>
    [Range(1, 10_000)]
    public int MaxOpenPairings { get; set; } = 100;

    /// <summary>Most of them for screens of one address, at one replica: the oldest gives way. Default 10.</summary>
    [Range(1, 10_000)]
    public int MaxOpenPairingsPerAddress { get; set; } = 10;
}
