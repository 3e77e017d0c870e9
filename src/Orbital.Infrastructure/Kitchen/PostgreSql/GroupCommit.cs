using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using Orbital.Application.Kitchen;
using Orbital.Application.Kitchen.FollowEvents;
using Orbital.Domain.Kitchen;
using Orbital.Infrastructure.Kitchen.EventFeed;

namespace Orbital.Infrastructure.Kitchen.PostgreSql;

/// <summary>
/// Gathers the decisions that are waiting into one transaction. There is no timer: a group is simply all that arrived while the last commit
/// ran, so a lone caller waits for nobody and many callers share the cost of a durable commit.
/// </summary>
internal sealed partial class GroupCommit(
    SchemaMigration schema, KitchenTransaction transaction, KitchenEventFeed feed, ILogger<GroupCommit> logger)
    : BackgroundService, IKitchenTransactions
{
    private const int MaxWaiting = 10_000;
    private const int MaxGroup = 256;
    private const int MaxAttempts = 5;

    private readonly Channel<WaitingDecision> _waiting =
        Channel.CreateBounded<WaitingDecision>(new BoundedChannelOptions(MaxWaiting) { SingleReader = true });

    public async Task<T> RunAsync<T>(WorkScope scope, Func<KitchenWork, T> decide, CancellationToken cancellationToken)
    {
        if (!schema.Done.IsCompletedSuccessfully)
            throw new KitchenUnavailableException("the kitchen's database is not ready yet");

        var decision = new WaitingDecision<T>(scope, decide, cancellationToken);
        if (!_waiting.Writer.TryWrite(decision))
            throw new KitchenUnavailableException($"{MaxWaiting} callers are waiting already");
        return await decision.Answered.WaitAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        List<WaitingDecision> group = new(MaxGroup);
        try
        {
            await schema.Done.WaitAsync(stoppingToken);
            while (await _waiting.Reader.WaitToReadAsync(stoppingToken))
            {
                Gather(group);
                await CommitAsync(group);
                group.Clear();
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The servers have stopped before this one: nobody waits any more.
        }
    }

    private void Gather(List<WaitingDecision> group)
    {
        while (group.Count < MaxGroup && _waiting.Reader.TryRead(out var decision))
        {
            if (!decision.IsAbandoned)
                group.Add(decision);
        }
    }

    private async Task CommitAsync(List<WaitingDecision> group)
    {
        for (var attempt = 1; group.Count > 0; attempt++)
        {
            IReadOnlyList<EventFrame> frames;
            try
            {
                frames = await transaction.ExecuteAsync(group);
            }
            catch (PostgresException e) when (WasRolledBack(e) && attempt < MaxAttempts)
            {
                LogRepeating(logger, e.SqlState, attempt);
                continue;
            }
            catch (Exception e) when (KitchenDatabase.IsAway(e))
            {
                LogFailed(logger, group.Count, e);
                var failure = new KitchenUnavailableException("the kitchen's database cannot be reached", e);
                group.ForEach(decision => decision.Fail(failure));
                return;
            }
            catch (Exception e)
            {
                await FailAloneAsync(group, e);
                return;
            }

            feed.Publish(frames);
            group.ForEach(decision => decision.Answer());
            return;
        }
    }

    // One decision of the group is at fault: alone, it fails alone.
    private async Task FailAloneAsync(List<WaitingDecision> group, Exception exception)
    {
        LogRefused(logger, group.Count, exception);
        if (group is [var one])
        {
            one.Fail(exception);
            return;
        }

        foreach (var decision in group)
            await CommitAsync([decision]);
    }

    private static bool WasRolledBack(PostgresException e) =>
        e.SqlState is PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected;

    [LoggerMessage(LogLevel.Information, "A transaction is repeated after {SqlState}, attempt {Attempt}")]
    private static partial void LogRepeating(ILogger logger, string sqlState, int attempt);

    [LoggerMessage(LogLevel.Error, "A transaction of {GroupSize} decisions cannot be carried out")]
    private static partial void LogRefused(ILogger logger, int groupSize, Exception exception);

    [LoggerMessage(LogLevel.Error, "A transaction of {GroupSize} decisions failed; their callers are told to try again")]
    private static partial void LogFailed(ILogger logger, int groupSize, Exception exception);
}
