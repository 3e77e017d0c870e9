using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orbital.Application.Kitchen;
using Orbital.Domain.Kitchen;
using Orbital.Infrastructure.Kitchen.EventFeed;
using Orbital.Infrastructure.Kitchen.Telemetry;

namespace Orbital.Infrastructure.Kitchen.PostgreSql;

/// <summary>
/// Gathers the decisions that are waiting into one transaction. There is no timer: a group is simply all that arrived while the last commit
/// ran, so a lone caller waits for nobody and many callers share the cost of a durable commit.
/// </summary>
internal sealed partial class GroupCommit(
    SchemaMigration schema, KitchenTransaction transaction, KitchenEventFeed feed, GroupMeasurements measurements, DatabaseTime time, ILogger<GroupCommit> logger)
    : BackgroundService, IKitchenTransactions
{
    private const int MaxWaiting = 10_000;
    private const int MaxGroup = 256;
    private const int MaxAttempts = 5;

    private readonly OpenGroup _open = new(time);

    // Decisions that memory does not serve: their state must be read first.
    private readonly Channel<WaitingDecision> _toRead =
        Channel.CreateBounded<WaitingDecision>(new BoundedChannelOptions(MaxWaiting) { SingleReader = true });

    // Holds one entry when there is something to do.
    private readonly Channel<bool> _wake =
        Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { SingleReader = true, FullMode = BoundedChannelFullMode.DropWrite });

    public async Task<T> RunAsync<T>(WorkScope scope, Func<KitchenWork, T> decide, CancellationToken cancellationToken)
    {
        if (!schema.Done.IsCompletedSuccessfully)
            KitchenMeter.CountFailure(TransactionFailure.Unavailable);
        schema.MustBeDone();
        var decision = new WaitingDecision<T>(scope, decide, cancellationToken);
        if (!_open.TryJoin(decision) && !_toRead.Writer.TryWrite(decision))
        {
            KitchenMeter.CountFailure(TransactionFailure.Unavailable);
            throw new KitchenUnavailableException($"{MaxWaiting} callers are waiting already");
        }

        _wake.Writer.TryWrite(true);
        return await decision.AnsweredAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await schema.Done.WaitAsync(stoppingToken);
            while (await _wake.Reader.WaitToReadAsync(stoppingToken))
            {
                _wake.Reader.TryRead(out _);
                while (await CommitNextAsync())
                {
                    // Until nobody waits.
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The servers have stopped before this one: nobody waits any more.
        }
    }

    private async Task<bool> CommitNextAsync()
    {
        var toRead = Gather();
        var decided = _open.Take(thenClose: toRead.Count > 0);
        if (decided is not null)
            toRead.AddRange(await CommitDecidedAsync(decided));
        if (toRead.Count > 0)
            await ReadAndCommitAsync(toRead);
        return decided is not null || toRead.Count > 0;
    }

    private List<WaitingDecision> Gather()
    {
        List<WaitingDecision> toRead = [];
        while (toRead.Count < MaxGroup && _toRead.Reader.TryRead(out var decision))
        {
            // What it needs may have been read in the meantime.
            if (!decision.IsAbandoned && !_open.TryJoin(decision))
                toRead.Add(decision);
        }

        return toRead;
    }

    // Returns those whose decisions must be made again, on what the database says.
    private async Task<IEnumerable<WaitingDecision>> CommitDecidedAsync(DecidedGroup group)
    {
        using var measurement = measurements.Begin(group.Decisions);
        try
        {
            if (await transaction.TryCommitAsync(group))
            {
                Answer(group, measurement);
                return [];
            }

            measurement.Failed(TransactionFailure.OtherWriter);
        }
        catch (Exception e) when (KitchenDatabase.IsAway(e) && !KitchenDatabase.WasRolledBack(e))
        {
            measurement.Failed(TransactionFailure.Unavailable);
            FailAll(group.Decisions, e);
            return _open.Forget();
        }
        catch (Exception e)
        {
            measurement.Failed(TransactionFailure.Repeated);
            LogReading(logger, group.Decisions.Count, e);
        }

        return group.Decisions.Concat(_open.Forget());
    }

    private async Task ReadAndCommitAsync(IReadOnlyList<WaitingDecision> decisions, bool thenOpen = true)
    {
        for (var attempt = 1; ; attempt++)
        {
            using var measurement = measurements.Begin(decisions);
            try
            {
                var group = await transaction.ReadAndCommitAsync(decisions);
                if (thenOpen)
                    _open.Remember(group);
                Answer(group, measurement);
                return;
            }
            catch (Exception e) when (KitchenDatabase.WasRolledBack(e) && attempt < MaxAttempts)
            {
                measurement.Failed(TransactionFailure.Repeated);
                LogRepeating(logger, attempt, e);
            }
            catch (Exception e) when (KitchenDatabase.IsAway(e))
            {
                measurement.Failed(TransactionFailure.Unavailable);
                _open.Forget();
                FailAll(decisions, e);
                return;
            }
            catch (Exception e)
            {
                measurement.Failed(TransactionFailure.Refused);
                _open.Forget();
                await FailAloneAsync(decisions, e);
                return;
            }
        }
    }

    private void Answer(DecidedGroup group, GroupMeasurement measurement)
    {
        feed.Publish(group.Frames, group.History);
        foreach (var decision in group.Decisions)
            decision.Answer();
        measurement.Committed(group);
    }

    private void FailAll(IReadOnlyList<WaitingDecision> decisions, Exception exception)
    {
        LogFailed(logger, decisions.Count, exception);
        var failure = DatabaseProblem.Unavailable(exception);
        foreach (var decision in decisions)
            decision.Fail(failure);
    }

    // One decision of the group is at fault: alone, it fails alone.
    private async Task FailAloneAsync(IReadOnlyList<WaitingDecision> decisions, Exception exception)
    {
        if (decisions is [var one])
        {
            // Its caller logs it.
            one.Fail(exception);
            return;
        }

        LogRefused(logger, decisions.Count, exception.Message);

        // Nobody joins in between: the next one may fail, and take with it what they were decided on.
        foreach (var decision in decisions)
            await ReadAndCommitAsync([decision], thenOpen: false);
    }

    [LoggerMessage(LogLevel.Warning, "A transaction of {GroupSize} decisions made from memory failed; they are made again after reading")]
    private static partial void LogReading(ILogger logger, int groupSize, Exception exception);

    [LoggerMessage(LogLevel.Information, "A transaction that was rolled back for another's sake is repeated, attempt {Attempt}")]
    private static partial void LogRepeating(ILogger logger, int attempt, Exception exception);

    [LoggerMessage(LogLevel.Warning, "A transaction of {GroupSize} decisions cannot be carried out, and each is tried alone: {Problem}")]
    private static partial void LogRefused(ILogger logger, int groupSize, string problem);

    [LoggerMessage(LogLevel.Error, "A transaction of {GroupSize} decisions failed; their callers are told to try again")]
    private static partial void LogFailed(ILogger logger, int groupSize, Exception exception);
}
