using System.Diagnostics;
using Orbital.Application.Kitchen;
using Orbital.Domain.Kitchen;

namespace Orbital.Infrastructure.Kitchen.PostgreSql;

/// <summary>A decision whose caller waits for the commit.</summary>
internal abstract class WaitingDecision(WorkScope scope, CancellationToken cancellationToken)
{
    public WorkScope Scope { get; } = scope;

    /// <summary>Where the caller's trace stands, if it has one.</summary>
    public ActivityContext Caller { get; } = KitchenActivities.Current;

    /// <summary>The span of the commit, if it has one.</summary>
    public ActivityContext Commit { get; set; }

    /// <summary>The caller has gone away before the decision was taken up.</summary>
    public bool IsAbandoned => cancellationToken.IsCancellationRequested;

    /// <summary>Runs the decision; what it throws is kept for its own caller.</summary>
    public abstract void Decide(KitchenWork work);

    /// <summary>Answers the caller with what the decision came to. Call it after the commit.</summary>
    public abstract void Answer();

    /// <summary>Tells the caller that the transaction failed.</summary>
    public abstract void Fail(Exception exception);
}

/// <inheritdoc/>
internal sealed class WaitingDecision<T>(WorkScope scope, Func<KitchenWork, T> decide, CancellationToken cancellationToken)
    : WaitingDecision(scope, cancellationToken)
{
    // Callers go on on other threads: the writer must not run their code.
    private readonly TaskCompletionSource<T> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private T? _result;
    private Exception? _refusal;

    /// <summary>What the decision came to. Its caller's span is linked with the commit's.</summary>
    public async Task<T> AnsweredAsync(CancellationToken cancellationToken)
    {
        var answer = await _answer.Task.WaitAsync(cancellationToken);
        if (Caller != default && Commit != default)
            Activity.Current?.AddLink(new ActivityLink(Commit));
        return answer;
    }

    public override void Decide(KitchenWork work)
    {
        _refusal = null;
        try
        {
            _result = decide(work);
        }
        catch (Exception e)
        {
            _refusal = e;
        }
    }

    public override void Answer()
    {
        if (_refusal is null)
            _answer.TrySetResult(_result!);
        else
            _answer.TrySetException(_refusal);
    }

    public override void Fail(Exception exception) => _answer.TrySetException(exception);
}
