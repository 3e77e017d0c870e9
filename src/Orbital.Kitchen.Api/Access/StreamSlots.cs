using Orbital.Infrastructure.Hosting.Security;

namespace Orbital.Kitchen.Api.Access;

/// <summary>How many event streams are open, over SSE and gRPC: no caller has all of them, and all of them do not take all memory.</summary>
internal sealed class StreamSlots(CallerLimits limits)
{
    /// <summary>When who has too many should come back.</summary>
    public static readonly TimeSpan ComeBack = TimeSpan.FromSeconds(10);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, int> _byCaller = new(StringComparer.Ordinal);
    private int _open;

    /// <returns>Null when there are too many; otherwise dispose of it with the stream.</returns>
    public IDisposable? TryTake(HttpContext context)
    {
        var caller = CallerKey.Of(context);
        lock (_lock)
        {
            var own = _byCaller.GetValueOrDefault(caller);
            if (_open >= limits.Streams || own >= (limits.StreamsPerCaller ?? int.MaxValue))
                return null;
            _byCaller[caller] = own + 1;
            _open++;
        }

        return new Slot(this, caller);
    }

    /// <summary>Takes one for as long as an endpoint answers, or answers in its place.</summary>
    public static async ValueTask<object?> HoldAsync(EndpointFilterInvocationContext call, EndpointFilterDelegate next)
    {
        var context = call.HttpContext;
        using var slot = context.RequestServices.GetRequiredService<StreamSlots>().TryTake(context);
        if (slot is not null)
            return await next(call);
        await context.RequestServices.GetRequiredService<LimitRefusals>().WriteAsync(context, "streams", ComeBack);
        return Results.Empty;
    }

    private void Return(string caller)
    {
        lock (_lock)
        {
            _open--;
            if (--_byCaller[caller] == 0)
                _byCaller.Remove(caller);
        }
    }

    private sealed class Slot(StreamSlots slots, string caller) : IDisposable
    {
        private StreamSlots? _slots = slots;

        public void Dispose() => Interlocked.Exchange(ref _slots, null)?.Return(caller);
    }
}
