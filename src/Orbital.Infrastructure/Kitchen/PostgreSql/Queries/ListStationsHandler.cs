using MediatR;
using Microsoft.EntityFrameworkCore;
using Orbital.Application.Kitchen.ListStations;
using Orbital.Application.Kitchen.Views;
using Orbital.Domain.Kitchen;

namespace Orbital.Infrastructure.Kitchen.PostgreSql.Queries;

internal sealed class ListStationsHandler(Snapshots snapshots) : IRequestHandler<ListStations, StationList>
{
    private static readonly BatchItemStatus[] Open = [BatchItemStatus.Pending, BatchItemStatus.InProgress];

    public Task<StationList> Handle(ListStations request, CancellationToken cancellationToken) => snapshots.ReadAsync(
        async (context, position) =>
        {
            var work = await context.BatchItems
                .Where(item => Open.Contains(item.Status))
                .GroupBy(item => new { item.StationName, item.ItemName, item.Status })
                .Select(group => new ItemWork(
                    group.Key.StationName,
                    group.Key.ItemName,
                    group.Key.Status,
                    group.Count(),
                    group.Sum(item => EF.Property<int>(item, KitchenDbContext.OutstandingUnits))))
                .ToListAsync(cancellationToken);
            var policies = PolicyRows.ToPolicies(await context.BatchingPolicies.AsNoTracking().ToListAsync(cancellationToken), version: 0);

            var names = work.Select(item => item.StationName)
                .Concat(policies.ByScope.Keys.Select(scope => scope.StationName).Where(name => name.Length > 0))
                .Distinct().Order(StringComparer.Ordinal);
            return new StationList([.. names.Select(name => ViewOf(name, [.. work.Where(item => item.StationName == name)], policies))], position.Sequence);
        },
        cancellationToken);

    private static StationView ViewOf(string name, IReadOnlyList<ItemWork> work, BatchingPolicies policies)
    {
        var policy = policies.ForStation(name);
        return new StationView(
            name,
            work.Where(item => item.Status == BatchItemStatus.Pending).Sum(item => item.BatchItems),
            work.Where(item => item.Status == BatchItemStatus.InProgress).Sum(item => item.BatchItems),
            new BatchingPolicyView((int)policy.Window.TotalSeconds, policy.Capacity),
            [
                .. work.GroupBy(item => item.ItemName).OrderBy(item => item.Key, StringComparer.Ordinal).Select(item => new AllDayView(
                    item.Key,
                    item.Where(row => row.Status == BatchItemStatus.InProgress).Sum(row => row.Units),
                    item.Where(row => row.Status == BatchItemStatus.Pending).Sum(row => row.Units))),
            ]);
    }

    private sealed record ItemWork(string StationName, string ItemName, BatchItemStatus Status, int BatchItems, int Units);
}
