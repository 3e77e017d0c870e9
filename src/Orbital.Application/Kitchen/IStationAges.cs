namespace Orbital.Application.Kitchen;

/// <summary>From which age on work is called late.</summary>
public interface IStationAges
{
    /// <summary>From this age on a station's batch item is overdue.</summary>
    TimeSpan OverdueAfter(string stationName);
}
