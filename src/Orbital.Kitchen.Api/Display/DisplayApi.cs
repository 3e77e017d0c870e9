using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;
using Orbital.Application.Kitchen;

namespace Orbital.Kitchen.Api.Display;

/// <summary>How this kitchen wants its displays to be.</summary>
internal static class DisplayApi
{
    public static IServiceCollection AddDisplay(this IServiceCollection services)
    {
        services.AddOptions<DisplayOptions>().BindConfiguration("Kitchen:Display").ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<IStationAges, ConfiguredAges>();
        services.AddResponseCompression();
        return services;
    }

    public static void MapDisplay(this IEndpointRouteBuilder api) => api.MapGet("/display", Get)
        .WithTags("Stations").WithName("GetDisplay").WithSummary("From which age on displays call work late, and how often they hear of the kitchen");

    private static Ok<DisplayView> Get(IOptionsMonitor<DisplayOptions> options, IOptions<EventStreamOptions> events)
    {
        var (display, all) = (options.CurrentValue, options.CurrentValue.ForAll);
        return TypedResults.Ok(new DisplayView(
            Seconds(all.LateAfter),
            Seconds(all.OverdueAfter),
            events.Value.HeartbeatInterval.TotalSeconds,
            [
                .. display.Stations.OrderBy(station => station.Key, StringComparer.Ordinal).Select(station =>
                {
                    var ages = station.Value.Or(all);
                    return new StationAgesView(station.Key, Seconds(ages.LateAfter), Seconds(ages.OverdueAfter));
                }),
            ]));
    }

    private static int Seconds(TimeSpan age) => (int)age.TotalSeconds;
}

/// <summary>From which age on displays call work late, and how often they hear of the kitchen.</summary>
/// <param name="LateAfterSeconds">From this age on a batch item is late.</param>
/// <param name="OverdueAfterSeconds">From this age on it is overdue.</param>
/// <param name="HeartbeatSeconds">Time between two heartbeats of the event stream. A stream that is silent for longer than two of them is not to be trusted.</param>
/// <param name="Stations">Stations with ages of their own.</param>
internal sealed record DisplayView(int LateAfterSeconds, int OverdueAfterSeconds, double HeartbeatSeconds, IReadOnlyList<StationAgesView> Stations);

/// <summary>From which age on displays call a station's work late.</summary>
/// <param name="StationName">The station.</param>
/// <param name="LateAfterSeconds">From this age on a batch item is late.</param>
/// <param name="OverdueAfterSeconds">From this age on it is overdue.</param>
internal sealed record StationAgesView(string StationName, int LateAfterSeconds, int OverdueAfterSeconds);
