using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;
using Orbital.Application.Kitchen;

namespace Orbital.Kitchen.Api.Display;

/// <summary>From which age on the display calls work late. Section <c>Kitchen:Display</c>.</summary>
internal sealed class DisplayOptions : AgeOptions, IValidatableObject
{
    private static readonly Ages Default = new(TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(8));

    /// <summary>Stations with ages of their own, by name; what one leaves out is as for all.</summary>
    public Dictionary<string, AgeOptions> Stations { get; } = [];

    /// <summary>The ages for all stations that have none of their own.</summary>
    public Ages ForAll => Or(Default);

    /// <summary>The ages that hold for a station.</summary>
    public Ages For(string stationName) => Stations.TryGetValue(stationName, out var own) ? own.Or(ForAll) : ForAll;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        IEnumerable<(string Name, Ages Ages)> all =
            [("Kitchen:Display", ForAll), .. Stations.Select(station => ($"Kitchen:Display:Stations:{station.Key}", station.Value.Or(ForAll)))];
        foreach (var (name, ages) in all)
        {
            if (ages.LateAfter <= TimeSpan.Zero || ages.OverdueAfter < ages.LateAfter || ages.OverdueAfter > TimeSpan.FromDays(1))
            {
                yield return new ValidationResult(
                    $"{name}: LateAfter ({ages.LateAfter}) must be more than 0 and OverdueAfter ({ages.OverdueAfter}) not less, at most a day.");
            }
        }
    }
}

/// <summary>Ages in configuration.</summary>
internal class AgeOptions
{
    /// <summary>From this age on a batch item is late. Default 5 minutes.</summary>
    public TimeSpan? LateAfter { get; set; }

    /// <summary>From this age on it is overdue. Default 8 minutes; not before it is late.</summary>
    public TimeSpan? OverdueAfter { get; set; }

    internal Ages Or(Ages wider) => new(LateAfter ?? wider.LateAfter, OverdueAfter ?? wider.OverdueAfter);
}

/// <summary>From which age on a batch item is late, and overdue.</summary>
internal readonly record struct Ages(TimeSpan LateAfter, TimeSpan OverdueAfter);

/// <summary>The configured ages, for those who measure.</summary>
internal sealed class ConfiguredAges(IOptionsMonitor<DisplayOptions> options) : IStationAges
{
    public TimeSpan OverdueAfter(string stationName) => options.CurrentValue.For(stationName).OverdueAfter;
}
