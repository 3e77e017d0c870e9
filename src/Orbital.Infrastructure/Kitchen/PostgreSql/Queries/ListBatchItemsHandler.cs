using MediatR;
using Microsoft.EntityFrameworkCore;
using Orbital.Application.Kitchen.ListBatchItems;
using Orbital.Application.Kitchen.Views;
using Orbital.Domain.Kitchen;

namespace Orbital.Infrastructure.Kitchen.PostgreSql.Queries;

internal sealed class ListBatchItemsHandler(Snapshots snapshots) : IRequestHandler<ListBatchItems, Page<BatchItemView>>
{
    private static readonly BatchItemStatus[] Open = [BatchItemStatus.Pending, BatchItemStatus.InProgress];

    public Task<Page<BatchItemView>> Handle(ListBatchItems request, CancellationToken cancellationToken)
    {
        var limit = PageCursor.CheckLimit(request.Limit);
        var after = PageCursor.Decode(request.Cursor) ?? 0;
        return snapshots.ReadPageAsync(
            limit,
            context => Order(Select(context.BatchItems, request).Where(item => item.CreatedSequence > after), request),
            item => item.CreatedSequence,
            BatchItemView.Of,
            cancellationToken);
    }

    // What changed last was mostly made last: walking in the order of making would read the whole history to find it. The sum, which no
    // index knows, makes PostgreSQL look the changes up and sort them.
    private static IQueryable<BatchItem> Order(IQueryable<BatchItem> items, ListBatchItems request) => request.UpdatedSince is null
        ? items.OrderBy(item => item.CreatedSequence)
        : items.OrderBy(item => item.CreatedSequence + 0);

    // Each filter is written as its index is: see KitchenDbContext.
    private static IQueryable<BatchItem> Select(IQueryable<BatchItem> items, ListBatchItems request)
    {
        if (request.StationName is { } station)
            items = items.Where(item => item.StationName == station);
        if (request.ItemName is { } name)
            items = items.Where(item => item.ItemName == name);
        if (request.Statuses is [BatchItemStatus.Cancelled])
            items = items.Where(item => item.Status == BatchItemStatus.Cancelled);
        else if (request.Statuses is { Count: > 0 } statuses)
            items = statuses.All(Open.Contains)
                ? items.Where(item => Open.Contains(item.Status) && statuses.Contains(item.Status))
                : items.Where(item => statuses.Contains(item.Status));
        if (request.BrandName is { } brand)
            items = items.Where(item =>
                Open.Contains(item.Status) && EF.Property<string[]>(item, KitchenDbContext.Brands).Contains(brand)
                || EF.Property<string[]>(item, KitchenDbContext.OverBrands).Contains(brand));
        if (request.UpdatedSince is { } since)
            items = items.Where(item =>
                Open.Contains(item.Status) && item.UpdatedAt >= since || EF.Property<DateTimeOffset?>(item, KitchenDbContext.OverAt) >= since);
        return items;
    }
}
