using Orbital.Application.Kitchen.FollowEvents;
using Orbital.Domain.Kitchen;

namespace Orbital.Infrastructure.Kitchen.PostgreSql;

/// <summary>Decisions that go into one transaction, and what they came to.</summary>
/// <param name="work">The state that they are made on.</param>
/// <param name="history">The history that their events belong to.</param>
internal sealed class DecidedGroup(KitchenWork work, string history)
{
    private readonly List<WaitingDecision> _decisions = [];
    private readonly List<EventFrame> _frames = [];

    public KitchenWork Work => work;

    /// <summary>The history that its events belong to.</summary>
    public string History => history;

    /// <summary>Number of the last event before these decisions.</summary>
    public long FoundSequence { get; } = work.LastSequence;

    /// <summary>Version of the batching policies before these decisions.</summary>
    public long FoundPolicies { get; } = work.Policies.Version;

    public IReadOnlyList<WaitingDecision> Decisions => _decisions;

    /// <summary>The new events, ready to be handed out.</summary>
    public IReadOnlyList<EventFrame> Frames => _frames;

    /// <summary>Makes a decision.</summary>
    public void Add(WaitingDecision decision)
    {
        decision.Decide(work);
        _decisions.Add(decision);
        for (var i = _frames.Count; i < work.Events.Count; i++)
            _frames.Add(EventFrames.Of(work.Events[i]));
    }
}
