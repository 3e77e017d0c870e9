using MediatR;
using Orbital.Application.Kitchen.ListBatchItems;
using Orbital.Application.Kitchen.Views;

namespace Orbital.Infrastructure.Kitchen.PostgreSql;

internal sealed class ListBatchItemsHandler(PageQuery pages) : IRequestHandler<ListBatchItems, Page<BatchItemView>>
{
    public Task<Page<BatchItemView>> Handle(ListBatchItems request, CancellationToken cancellationToken)
    {
        var limit = PageQuery.CheckLimit(request.Limit);
        var after = PageQuery.Decode(request.Cursor) ?? 0;

        return pages.ReadAsync(
            limit,
            context =>
            {
                var items = context.BatchItems.Where(item => item.CreatedSequence > after);
                if (request.StationName is { } station)
                    items = items.Where(item => item.StationName == station);
                if (request.ItemName is { } name)
                    items = items.Where(item => item.ItemName == name);
                if (request.Statuses.Count > 0)
                    items = items.Where(item => request.Statuses.Contains(item.Status));
                return items.OrderBy(item => item.CreatedSequence);
            },
            item => item.CreatedSequence,
            BatchItemView.Of,
            cancellationToken);
    }
}
