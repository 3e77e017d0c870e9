using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orbital.Application.Kitchen.AcceptOrder;
using Orbital.Domain.Kitchen;

namespace Orbital.Infrastructure.Kitchen.Announcing;

/// <summary>Prints each accepted order: a readable ticket in development, one structured line elsewhere.</summary>
internal sealed partial class OrderAnnouncer(IHostEnvironment environment, ILogger<OrderAnnouncer> logger) : IOrderAnnouncer
{
    private readonly bool _ticket = environment.IsDevelopment();

    public void Announce(Order order)
    {
        if (_ticket && logger.IsEnabled(LogLevel.Information))
            LogTicket(logger, order.OrderId, order.BrandName, order.Lines.Count, Ticket(order));
        else
            LogAccepted(logger, order.OrderId, order.BrandName, order.Lines.Count);
    }

    private static string Ticket(Order order) => string.Concat(order.Lines.Select(line =>
        $"{Environment.NewLine}    {line.Quantity,4} x {line.ItemName}  ({line.StationName})"));

    [LoggerMessage(LogLevel.Information, "Order {OrderId} for {BrandName}, {ItemCount} items:{Ticket}")]
    private static partial void LogTicket(ILogger logger, string orderId, string brandName, int itemCount, string ticket);

    [LoggerMessage(LogLevel.Information, "Order {OrderId} for {BrandName} accepted with {ItemCount} items")]
    private static partial void LogAccepted(ILogger logger, string orderId, string brandName, int itemCount);
}
