using MediatR;
using Microsoft.EntityFrameworkCore;
using Orbital.Application.Kitchen.GetBoard;
using Orbital.Application.Kitchen.Views;
using Orbital.Domain.Kitchen;

namespace Orbital.Infrastructure.Kitchen.PostgreSql.Queries;

internal sealed class GetBoardHandler(Snapshots snapshots, TimeProvider time) : IRequestHandler<GetBoard, BoardView>
{
    private static readonly BatchItemStatus[] OpenItems = [BatchItemStatus.Pending, BatchItemStatus.InProgress];
    private static readonly OrderStatus[] OpenOrders = [OrderStatus.Received, OrderStatus.InProgress, OrderStatus.Ready];

    public Task<BoardView> Handle(GetBoard request, CancellationToken cancellationToken) => snapshots.ReadAsync(
        async (context, position) =>
        {
            var items = await context.BatchItems.AsNoTracking()
                .Where(item => OpenItems.Contains(item.Status) && (request.StationName == null || item.StationName == request.StationName))
                .OrderBy(item => item.CreatedSequence)
                .ToListAsync(cancellationToken);
            var orders = await context.Orders.AsNoTracking()
                .Where(order => OpenOrders.Contains(order.Status))
                .OrderBy(order => order.ReceivedSequence)
                .ToListAsync(cancellationToken);
            if (request.StationName is { } station)
                orders.RemoveAll(order => order.Lines.All(line => line.StationName != station));
            return new BoardView(position.Sequence, time.GetUtcNow(), [.. items.Select(BatchItemView.Of)], [.. orders.Select(OrderView.Of)], position.History!);
        },
        cancellationToken);
}
