using MediatR;
using Orbital.Application.Kitchen.Views;
using Orbital.Domain.Kitchen;

namespace Orbital.Application.Kitchen.ShowPerformance;

/// <summary>How a station cooked: what it completed from one moment to before another. Answered by the storage adapter.</summary>
/// <param name="StationName">The station; one that never cooked has completed nothing.</param>
/// <param name="From">Beginning of the time, inclusive.</param>
/// <param name="To">Its end, exclusive.</param>
/// <param name="LateAfter">Age at which a batch item is late.</param>
public sealed record ShowPerformance(string StationName, DateTimeOffset From, DateTimeOffset To, TimeSpan LateAfter) : IRequest<StationPerformanceView>
{
    /// <summary>Longest time to ask for: batch items that are over are kept about as long.</summary>
    public static readonly TimeSpan LongestTime = TimeSpan.FromDays(31);

    /// <summary>Length of time when only its end is given.</summary>
    public static readonly TimeSpan UsualTime = TimeSpan.FromDays(1);

    /// <summary>Reads the time as callers give it: up to now, and a day, unless they say otherwise.</summary>
    /// <exception cref="InvalidFieldException">It is empty or too long.</exception>
    public static ShowPerformance Over(string stationName, DateTimeOffset? from, DateTimeOffset? to, TimeSpan lateAfter, DateTimeOffset now)
    {
        var end = to ?? now;
        var start = from ?? (end - DateTimeOffset.MinValue > UsualTime ? end - UsualTime : DateTimeOffset.MinValue);
        if (start >= end)
            throw new InvalidFieldException(from is null ? "to" : "from", "must be before the end of the time, which is now unless 'to' is given");
        if (end - start > LongestTime)
            throw new InvalidFieldException("from", $"must be at most {LongestTime.TotalDays} days before the end of the time");
        return new ShowPerformance(stationName, start, end, lateAfter);
    }
}
