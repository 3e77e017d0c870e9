using Orbital.Application.OrderManagement;
using Orbital.Application.OrderManagement.WatchOrders;
using Polly;
using Polly.Retry;

namespace Orbital.Infrastructure.OrderManagement.MongoDb;

/// <summary>For what must be stored before the feed may go on: repeats a write by the one schedule of retries, for ever.</summary>
internal static class UntilStored
{
    /// <param name="time">Measures the waits.</param>
    /// <param name="onFailure">Is told each problem and how long the wait is.</param>
    public static ResiliencePipeline Create(TimeProvider time, Action<string, TimeSpan> onFailure)
    {
        var retry = new RetryStrategyOptions
        {
            MaxRetryAttempts = int.MaxValue,
            ShouldHandle = new PredicateBuilder().Handle<FeedUnavailableException>(),
            DelayGenerator = attempt => ValueTask.FromResult<TimeSpan?>(BackOffSchedule.DelayAfter(attempt.AttemptNumber + 1)),
            OnRetry = attempt =>
            {
                onFailure(attempt.Outcome.Exception!.Message, attempt.RetryDelay);
                return ValueTask.CompletedTask;
            },
        };
        return new ResiliencePipelineBuilder { TimeProvider = time }.AddRetry(retry).Build();
    }
}
