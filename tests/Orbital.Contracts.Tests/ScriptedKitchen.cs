using Grpc.Core;
using Orbital.Contracts.Kitchen.V1;
using ProtoBuf.Grpc;

namespace Orbital.Contracts.Tests;

/// <summary>A kitchen that answers as it was told, in that order; what it was not told it never answers.</summary>
internal sealed class ScriptedKitchen : IEventService
{
    private readonly Queue<Func<Board>> _boards = new();
    private readonly Queue<(SubscribeResponse[] Messages, StatusCode? End)> _streams = new();
    private readonly TaskCompletionSource _isSilent = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>What each read and each subscription asked for, in turn.</summary>
    public List<string> Calls { get; } = [];

    /// <summary>Ends when a subscriber waits for more than it was sent.</summary>
    public Task IsSilent => _isSilent.Task;

    /// <summary>The call of the newest subscriber.</summary>
    public CancellationToken Subscriber { get; private set; }

    public ScriptedKitchen Show(long sequence, params BatchItem[] items)
    {
        _boards.Enqueue(() => new Board { Sequence = sequence, BatchItems = [.. items] });
        return this;
    }

    /// <summary>An empty board of a history.</summary>
    public ScriptedKitchen ShowOf(string history, long sequence)
    {
        _boards.Enqueue(() => new Board { Sequence = sequence, History = history });
        return this;
    }

    public ScriptedKitchen Refuse(StatusCode status)
    {
        _boards.Enqueue(() => throw new RpcException(new Status(status, "")));
        return this;
    }

    /// <summary>Sends these to the next subscriber, and ends with a status; null stays silent then.</summary>
    public ScriptedKitchen Send(StatusCode? end, params SubscribeResponse[] messages)
    {
        _streams.Enqueue((messages, end));
        return this;
    }

    public async Task<Board> GetBoard(GetBoardRequest request, CallContext context = default)
    {
        Calls.Add("read");
        await Task.Yield();
        if (_boards.TryDequeue(out var answer))
            return answer();
        await SilenceAsync(context);
        return new Board();
    }

    public async IAsyncEnumerable<SubscribeResponse> Subscribe(SubscribeRequest request, CallContext context = default)
    {
        Calls.Add($"after {request.AfterSequence}{(request.History.Length > 0 ? $" of {request.History}" : "")}");
        Subscriber = context.CancellationToken;
        var (messages, end) = _streams.TryDequeue(out var script) ? script : ([], null);
        foreach (var message in messages)
            yield return message;
        if (end is { } status)
            throw new RpcException(new Status(status, ""));
        await SilenceAsync(context);
    }

    private Task SilenceAsync(CallContext context)
    {
        _isSilent.TrySetResult();
        return Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.CancellationToken);
    }
}
