using Grpc.Core;

namespace Orbital.Contracts.Kitchen.V1;

/// <summary>Keeps a board true: reads it, applies the events after it, and after any fault goes on from what still holds.</summary>
internal sealed class BoardFollower(IEventService kitchen, string station, TimeProvider time) : IAsyncDisposable
{
    private const int LongestPauseSeconds = 8;

    /// <summary>Two heartbeats, and time for them to travel.</summary>
    private static readonly TimeSpan LongestSilence = TimeSpan.FromSeconds(35);

    private KitchenBoard? _board;
    private bool _mustRead = true;
    private SilenceLimit? _silence;
    private IAsyncEnumerator<SubscribeResponse>? _messages;
    private int _failures;
    private TimeSpan _pause = TimeSpan.Zero;

    /// <summary>The first board, or the next one that shows something else.</summary>
    public async Task<KitchenBoard> NextAsync(CancellationToken cancellationToken)
    {
        var shown = _board;
        while (_board is null || _board.ShowsTheSameAs(shown))
        {
            await PauseAsync(cancellationToken);
            try
            {
                await (_mustRead ? ReadAsync(cancellationToken) : TakeNextAsync(cancellationToken));
            }
            catch (Exception) when (cancellationToken.IsCancellationRequested)
            {
                throw new OperationCanceledException(cancellationToken);
            }
            catch (Exception e) when (CanPass(e))
            {
                await LoseAsync();
            }
        }

        return _board;
    }

    public ValueTask DisposeAsync() => CloseAsync();

    private async Task ReadAsync(CancellationToken cancellationToken)
    {
        using var silence = new SilenceLimit(time, LongestSilence, cancellationToken);
        var options = new CallOptions(cancellationToken: silence.Exceeded);
        _board = KitchenBoard.Of(await kitchen.GetBoard(new GetBoardRequest { Station = station }, options));
        _mustRead = false;
    }

    private async Task TakeNextAsync(CancellationToken cancellationToken)
    {
        var board = _board!;
        _silence ??= new SilenceLimit(time, LongestSilence, cancellationToken);
        _messages ??= Subscribe(board, _silence.Exceeded);
        _silence.Begin();
        var goesOn = await _messages.MoveNextAsync();
        _silence.End();
        if (!goesOn)
        {
            await LoseAsync();
            return;
        }

        var message = _messages.Current;
        _failures = 0;
        _mustRead = message.IsReset || !FollowsOn(board.Sequence, message);
        if (_mustRead)
            await LoseAsync();
        else
            _board = board.After(message);
    }

    private IAsyncEnumerator<SubscribeResponse> Subscribe(KitchenBoard board, CancellationToken ended)
    {
        var request = new SubscribeRequest { AfterSequence = board.Sequence, Station = station, History = board.History };
        return kitchen.Subscribe(request, new CallOptions(cancellationToken: ended)).GetAsyncEnumerator(ended);
    }

    // Of one station's events only their order is known: the numbers between them belong to others.
    private bool FollowsOn(long position, SubscribeResponse message) => message.Event is null
        ? message.Position == position || (station.Length > 0 && message.Position > position)
        : message.Position == position + 1 || (station.Length > 0 && message.Position > position);

    private async Task LoseAsync()
    {
        await CloseAsync();
        _board = _board?.Unheard();
        _pause = TimeSpan.FromSeconds(Math.Min(LongestPauseSeconds, 1 << Math.Min(_failures, 3)));
        _failures++;
    }

    private async ValueTask CloseAsync()
    {
        var (messages, silence) = (_messages, _silence);
        (_messages, _silence) = (null, null);
        if (messages is not null)
            await messages.DisposeAsync();
        silence?.Dispose();
    }

    private async Task PauseAsync(CancellationToken cancellationToken)
    {
        if (_pause == TimeSpan.Zero)
            return;
#if NETSTANDARD2_0
        await time.Delay(_pause, cancellationToken);
#else
        await Task.Delay(_pause, time, cancellationToken);
#endif
        _pause = TimeSpan.Zero;
    }

    private static bool CanPass(Exception exception) => exception switch
    {
        RpcException e => e.StatusCode is not (
            StatusCode.InvalidArgument or StatusCode.Unauthenticated or StatusCode.PermissionDenied or StatusCode.Unimplemented),
        _ => exception is OperationCanceledException,
    };
}
