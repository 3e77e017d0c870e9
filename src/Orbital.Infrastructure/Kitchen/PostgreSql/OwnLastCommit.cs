using Orbital.Application.Kitchen;
using Orbital.Domain.Kitchen;

namespace Orbital.Infrastructure.Kitchen.PostgreSql;

/// <summary>
/// What this replica knows of the database from its own last commit. While no other replica writes, it is enough to accept new orders
/// without reading first: the transaction only makes sure, as its first statement, that nothing is otherwise than remembered.
/// </summary>
internal sealed class OwnLastCommit
{
    private const int MaxKeys = 4_096;

    private readonly Dictionary<ItemKey, IReadOnlyList<BatchItem>> _accepting = [];
    private long _sequence = -1;
    private DateTimeOffset _at;
    private BatchingPolicies _policies = BatchingPolicies.None;
    private string _history = "";
    private bool _isAlone;

    /// <summary>Whether decisions of this scope can be made from memory.</summary>
    public bool Covers(WorkScope scope) =>
        _isAlone && scope.NewOrderIds.Count > 0 && scope.ItemKeys.All(_accepting.ContainsKey)
        && scope is { OrderIds.Count: 0, OrdersWithBatchItems.Count: 0, BatchItemIds.Count: 0, IdempotencyKey: null };

    /// <summary>A group that goes on from the last commit.</summary>
    public DecidedGroup Begin(DateTimeOffset now) => new(KitchenClock.Work(_sequence, now, _at, _policies), _history);

    /// <summary>Brings in the batch items that a covered scope names.</summary>
    public void LoadInto(KitchenWork work, WorkScope scope)
    {
        foreach (var key in scope.ItemKeys)
        {
            foreach (var batchItem in _accepting[key])
                work.Load(batchItem);
        }
    }

    /// <summary>Remembers a group that is committed, or about to be.</summary>
    public void Remember(DecidedGroup group)
    {
        // With other writers at work, guessing would fail as often as not: it begins when this replica has written twice in a row.
        _isAlone = group.FoundSequence == _sequence && group.FoundPolicies == _policies.Version;
        var work = group.Work;
        if (!_isAlone || work.ChangedPolicies.Count > 0 || _accepting.Count > MaxKeys)
            _accepting.Clear();

        foreach (var batchItem in work.ChangedBatchItems)
            _accepting.Remove(batchItem.Key);
        // A batch item that was full when it was read may have room under a policy that was set after that.
        if (work.ChangedPolicies.Count == 0)
        {
            foreach (var key in group.Decisions.SelectMany(decision => decision.Scope.ItemKeys))
                _accepting[key] = work.Accepting(key);
        }

        (_sequence, _at, _policies, _history) = (work.LastSequence, work.Now, work.Policies, group.History);
    }

    /// <summary>Covers nothing until something is remembered again.</summary>
    public void Close() => _isAlone = false;

    /// <summary>Nothing is sure any more.</summary>
    public void Forget() => (_sequence, _isAlone) = (-1, false);
}
