using System.Collections.Concurrent;
using Orbital.Application.OrderManagement.DeliverOrder;
using Orbital.Domain.OrderManagement;

namespace Orbital.Application.Tests.OrderManagement;

/// <summary>A kitchen that keeps each order until the test answers it, or answers at once.</summary>
internal sealed class ScriptedKitchen(string name = "Default") : IKitchenGateway
{
    public string Name => name;

    private readonly ConcurrentDictionary<string, TaskCompletionSource<SendOutcome>> _held = new();

    /// <summary>When true, orders wait for <see cref="Answer"/>.</summary>
    public bool Holds { get; set; }

    /// <summary>When set, each attempt ends so at once.</summary>
    public SendOutcomeKind? AnswersWith { get; set; }

    public ConcurrentQueue<string> Sent { get; } = [];

    /// <summary>What the kitchen took, in this order; a cancellation as <c>cancel</c> and the id.</summary>
    public ConcurrentQueue<string> Taken { get; } = [];

    /// <summary>The orders of <see cref="Sent"/>.</summary>
    public ConcurrentQueue<Order> Orders { get; } = [];

    public void Answer(string id, SendOutcomeKind kind = SendOutcomeKind.Delivered) =>
        _held[id].TrySetResult(new SendOutcome(kind, $"{kind}"));

    public Task<bool> IsThereAsync(CancellationToken cancellationToken) =>
        Task.FromResult(AnswersWith is null or SendOutcomeKind.Delivered);

    public Task<SendOutcome> CancelAsync(string orderId, CancellationToken cancellationToken) => TakeAsync(orderId, $"cancel {orderId}", cancellationToken);

    public Task<SendOutcome> SendAsync(Order order, CancellationToken cancellationToken)
    {
        Orders.Enqueue(order);
        return TakeAsync(order.Id, order.Id, cancellationToken);
    }

    private async Task<SendOutcome> TakeAsync(string orderId, string sent, CancellationToken cancellationToken)
    {
        var held = new TaskCompletionSource<SendOutcome>(TaskCreationOptions.RunContinuationsAsynchronously);
        if (AnswersWith is { } kind)
            held.SetResult(new SendOutcome(kind, $"{kind}"));
        else if (Holds)
            _held[orderId] = held;
        else
            held.SetResult(new SendOutcome(SendOutcomeKind.Delivered, ""));
        Sent.Enqueue(sent);
        var outcome = await held.Task.WaitAsync(cancellationToken);
        if (outcome.Kind == SendOutcomeKind.Delivered)
            Taken.Enqueue(sent);
        return outcome;
    }
}
