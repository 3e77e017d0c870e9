using MediatR;
using Microsoft.EntityFrameworkCore;
using Orbital.Application.Kitchen.GetBatchItem;
using Orbital.Application.Kitchen.Views;
using Orbital.Domain.Kitchen;

namespace Orbital.Infrastructure.Kitchen.PostgreSql.Queries;

internal sealed class GetBatchItemHandler(Snapshots snapshots) : IRequestHandler<GetBatchItem, BatchItemView>
{
    public Task<BatchItemView> Handle(GetBatchItem request, CancellationToken cancellationToken) => snapshots.ReadAsync(
        async (context, _) => await context.BatchItems.AsNoTracking().SingleOrDefaultAsync(item => item.Id == request.Id, cancellationToken)
            is { } item ? BatchItemView.Of(item) : throw new NotKnownException("batch item", $"{request.Id}"),
        cancellationToken);
}
