using Microsoft.Extensions.Logging;

namespace Orbital.Infrastructure.Kitchen.PostgreSql;

/// <summary>
/// The time of what is written: this machine's, as long as it agrees with PostgreSQL's, and PostgreSQL's if not. The times of events never go back
/// along their numbers, so one replica whose clock is a day ahead would stop the clock of all for a day.
/// </summary>
internal sealed partial class DatabaseTime(TimeProvider time, ILogger<DatabaseTime> logger)
{
    /// <summary>How far two clocks may differ; <c>expect_as_remembered</c> has the same.</summary>
    public static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(5);

    private long _skewTicks;

    /// <summary>How far this machine's clock was ahead of PostgreSQL's when they were compared last.</summary>
    public TimeSpan Skew => TimeSpan.FromTicks(Interlocked.Read(ref _skewTicks));

    public DateTimeOffset GetUtcNow() => time.GetUtcNow() - (IsTooLarge(Skew) ? Skew : TimeSpan.Zero);

    /// <summary>Compares the clocks.</summary>
    /// <param name="server">PostgreSQL's, a moment ago.</param>
    public void Observe(DateTimeOffset server)
    {
        var skew = time.GetUtcNow() - server;
        var before = TimeSpan.FromTicks(Interlocked.Exchange(ref _skewTicks, skew.Ticks));
        if (IsTooLarge(skew) && !IsTooLarge(before))
            LogWrong(logger, skew.TotalSeconds);
        else if (IsTooLarge(before) && !IsTooLarge(skew))
            LogRight(logger, skew.TotalSeconds);
    }

    private static bool IsTooLarge(TimeSpan skew) => skew.Duration() > Tolerance;

    [LoggerMessage(LogLevel.Error, "ALARM: the clock of this machine is {SkewSeconds:0.0} s ahead of PostgreSQL's; what is written bears PostgreSQL's time")]
    private static partial void LogWrong(ILogger logger, double skewSeconds);

    [LoggerMessage(LogLevel.Information, "The clock of this machine agrees with PostgreSQL's again: it is {SkewSeconds:0.0} s ahead")]
    private static partial void LogRight(ILogger logger, double skewSeconds);
}
