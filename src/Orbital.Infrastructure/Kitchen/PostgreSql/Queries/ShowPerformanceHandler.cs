using MediatR;
using Microsoft.EntityFrameworkCore;
using Orbital.Application.Kitchen.ShowPerformance;
using Orbital.Application.Kitchen.Views;

namespace Orbital.Infrastructure.Kitchen.PostgreSql.Queries;

internal sealed class ShowPerformanceHandler(Snapshots snapshots) : IRequestHandler<ShowPerformance, StationPerformanceView>
{
    public Task<StationPerformanceView> Handle(ShowPerformance request, CancellationToken cancellationToken) => snapshots.ReadAsync(
        async (context, _) =>
        {
            // The columns are those of one index, ix_batch_items_completed: no batch item itself is read.
            var rows = await context.Database.SqlQuery<CompletedRow>(
                $"""
                 WITH completed AS (
                     SELECT completed_at, quantity, completed_at - created_at >= {request.LateAfter} AS late,
                         CASE WHEN started_at < completed_at THEN extract(epoch FROM completed_at - started_at)::float8 END AS cooked
                     FROM batch_items
                     WHERE station_name = {request.StationName} AND status = 'completed'
                         AND completed_at >= {request.From.ToUniversalTime()} AND completed_at < {request.To.ToUniversalTime()})
                 SELECT NULL::timestamptz AS quarter, count(*) AS batch_items, coalesce(sum(quantity), 0) AS units, count(*) FILTER (WHERE late) AS late,
                     percentile_cont(0.5) WITHIN GROUP (ORDER BY cooked) AS median, percentile_cont(0.9) WITHIN GROUP (ORDER BY cooked) AS p90
                 FROM completed
                 UNION ALL
                 SELECT date_bin('15 minutes', completed_at, timestamptz '2000-01-01 00:00Z'), count(*), sum(quantity), count(*) FILTER (WHERE late), NULL, NULL
                 FROM completed GROUP BY 1
                 """).ToListAsync(cancellationToken);
            return ViewOf(request, rows.Single(row => row.Quarter is null), rows.Where(row => row.Quarter is not null));
        },
        cancellationToken);

    private static StationPerformanceView ViewOf(ShowPerformance request, CompletedRow all, IEnumerable<CompletedRow> quarters) => new(
        request.StationName,
        request.From,
        request.To,
        all.BatchItems,
        all.Units,
        all.Median,
        all.P90,
        (int)request.LateAfter.TotalSeconds,
        all.BatchItems == 0 ? null : (double)all.Late / all.BatchItems,
        [
            .. quarters.OrderBy(row => row.Quarter)
                .Select(row => new QuarterPerformanceView(row.Quarter!.Value, row.BatchItems, row.Units, row.Late)),
        ]);

    /// <summary>What was completed in a quarter of an hour, or, without one, in all of the time.</summary>
    private sealed record CompletedRow(DateTimeOffset? Quarter, long BatchItems, long Units, long Late, double? Median, double? P90);
}
