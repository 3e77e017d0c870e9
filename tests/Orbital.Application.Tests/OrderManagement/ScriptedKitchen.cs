using System.Collections.Concurrent;
using Orbital.Application.OrderManagement.DeliverOrder;
using Orbital.Domain.OrderManagement;

namespace Orbital.Application.Tests.OrderManagement;

/// <summary>A kitchen that keeps each order until the test answers it, or answers at once.</summary>
internal sealed class ScriptedKitchen : IKitchenGateway
{
    private readonly ConcurrentDictionary<string, TaskCompletionSource<SendOutcome>> _held = new();

    /// <summary>When true, orders wait for <see cref="Answer"/>.</summary>
    public bool Holds { get; set; }

    public ConcurrentQueue<string> Sent { get; } = [];

    public void Answer(string id, SendOutcomeKind kind = SendOutcomeKind.Delivered) =>
        _held[id].TrySetResult(new SendOutcome(kind, $"{kind}"));

    public Task<SendOutcome> CancelAsync(string orderId, CancellationToken cancellationToken) => TakeAsync(orderId, $"cancel {orderId}", cancellationToken);

    public Task<SendOutcome> SendAsync(Order order, CancellationToken cancellationToken) => TakeAsync(order.Id, order.Id, cancellationToken);

    private async Task<SendOutcome> TakeAsync(string orderId, string sent, CancellationToken cancellationToken)
    {
        var held = new TaskCompletionSource<SendOutcome>(TaskCreationOptions.RunContinuationsAsynchronously);
        if (Holds)
            _held[orderId] = held;
        else
            held.SetResult(new SendOutcome(SendOutcomeKind.Delivered, ""));
        Sent.Enqueue(sent);
        return await held.Task.WaitAsync(cancellationToken);
    }
}
