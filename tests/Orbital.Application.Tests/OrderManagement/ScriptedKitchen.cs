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

    public async Task<SendOutcome> SendAsync(Order order, CancellationToken cancellationToken)
    {
        var held = new TaskCompletionSource<SendOutcome>(TaskCreationOptions.RunContinuationsAsynchronously);
        if (Holds)
            _held[order.Id] = held;
        else
            held.SetResult(new SendOutcome(SendOutcomeKind.Delivered, ""));
        Sent.Enqueue(order.Id);
        return await held.Task.WaitAsync(cancellationToken);
    }
}
