using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Orbital.Infrastructure.Hosting.Security;

/// <summary>
/// Answers who asks too much: 429 with <c>Retry-After</c>, on gRPC RESOURCE_EXHAUSTED with <c>grpc-retry-pushback-ms</c>. Each is counted; of one
/// caller one line a minute is logged, so that a flood of requests is none of the log.
/// </summary>
public sealed partial class LimitRefusals(IProblemDetailsService problems, TimeProvider time, ILogger<LimitRefusals> logger)
{
    /// <summary>Metadata of a gRPC answer that says when to come back.</summary>
    public const string GrpcPushback = "grpc-retry-pushback-ms";

    private const int MostRemembered = 1_000;

    private static readonly TimeSpan LogInterval = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<(string Reason, string Caller), DateTimeOffset> _logged = new();

    /// <summary>Refuses a request.</summary>
    /// <param name="context">The request.</param>
    /// <param name="reason">One of a few words, for the counter and the log.</param>
    /// <param name="comeBack">When it may be tried again.</param>
    public async Task WriteAsync(HttpContext context, string reason, TimeSpan comeBack)
    {
        ArgumentNullException.ThrowIfNull(context);
        Note(reason, CallerKey.Of(context));
        var seconds = Math.Max(1, (int)Math.Ceiling(comeBack.TotalSeconds));
        if (GrpcRefusal.IsGrpc(context))
            context.Response.Headers[GrpcPushback] = $"{seconds * 1_000}";
        else
            context.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        await RefusalAnswer.TellAsync(context, RefusalProblems.TooMany(seconds), problems);
    }

    /// <summary>Counts a refusal, and logs the caller's first in a minute.</summary>
    public void Note(string reason, string caller)
    {
        SecurityMeter.CountRefusal(reason);
        var now = time.GetUtcNow();
        if (_logged.TryGetValue((reason, caller), out var last) && now - last < LogInterval)
            return;
        if (_logged.Count >= MostRemembered)
            _logged.Clear();
        _logged[(reason, caller)] = now;
        LogRefused(logger, reason, caller);
    }

    [LoggerMessage(EventName = "TooMany", Level = LogLevel.Warning, Message = "Refused ({Reason}): {Caller} asks too much. It is not logged again within a minute")]
    private static partial void LogRefused(ILogger logger, string reason, string caller);
}
