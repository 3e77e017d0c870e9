using Orbital.Domain.Kitchen;

namespace Orbital.Application.Kitchen.Displays;

/// <summary>Lets displays in and out: a screen shows a code, a manager approves it, the screen gets a secret that makes it known from then on.</summary>
public sealed class DisplayDesk(IDisplayStore store, PairingOptions options, TimeProvider time)
{
    /// <summary>Being seen is written so often at most.</summary>
    private static readonly TimeSpan SeenStep = TimeSpan.FromMinutes(1);

    private readonly CodesByAddress _codes = new(options.MaxOpenPairingsPerAddress);

    private TimeSpan Lifetime => options.Lifetime;

    /// <summary>Begins a pairing; a screen that waits with one already goes on with it.</summary>
    /// <param name="secret">What the screen got when it asked before; null when it has not.</param>
    /// <param name="address">Where it asks from.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="KitchenUnavailableException">Too many wait.</exception>
    public async Task<OpenedPairing> OpenAsync(string? secret, string address, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (secret is not null && await store.FindPairingAsync(DisplaySecret.HashOf(secret), cancellationToken) is { DisplayId: null } waiting && waiting.ExpiresAt > now)
            return new OpenedPairing(waiting.Code, secret, waiting.ExpiresAt);

        var opened = new OpenedPairing(PairingCode.Next(), DisplaySecret.Next(), now + options.CodeLifetime);
        var pairing = new Pairing(opened.Code, DisplaySecret.HashOf(opened.Secret), opened.ExpiresAt);
        foreach (var oldest in _codes.MakeRoom(address, now))
            await store.RemoveOpenPairingAsync(oldest.SecretHash, cancellationToken);
        if (!await store.TryAddAsync(pairing, options.MaxOpenPairings, now, cancellationToken))
            throw new KitchenUnavailableException($"{options.MaxOpenPairings} screens wait to be paired already: try again in some minutes");
        _codes.Add(address, pairing);
        return opened;
    }

    /// <summary>What became of a pairing. Asked again it gives another secret, until the display was seen: an answer can be lost.</summary>
    /// <returns>Null when the screen must ask for a new code.</returns>
    public async Task<CollectedPairing?> CollectAsync(string secret, CancellationToken cancellationToken)
    {
        if (await store.FindPairingAsync(DisplaySecret.HashOf(secret), cancellationToken) is not { } pairing || pairing.ExpiresAt <= time.GetUtcNow())
            return null;
        if (pairing.DisplayId is not { } id)
            return new CollectedPairing(pairing, null, null);
        var own = DisplaySecret.Next();
        return await store.TrySetSecretAsync(id, DisplaySecret.HashOf(own), cancellationToken) is { } display
            ? new CollectedPairing(pairing, display, own)
            : null;
    }

    /// <summary>Lets the screen in that shows this code.</summary>
    /// <exception cref="NotKnownException">No screen shows it, or not any more.</exception>
    /// <exception cref="InvalidFieldException">A name is not usable.</exception>
    public async Task<PairedDisplay> ApproveAsync(string code, string? name, IReadOnlyList<string>? stations, DisplayRole role, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var display = PairedDisplay.Admit(name, stations, role, now, Lifetime);
        return PairingCode.Parse(code) is { } parsed && await store.TryApproveAsync(parsed, display, now, cancellationToken)
            ? display
            : throw new NotKnownException("open pairing", code);
    }

    /// <summary>The display that shows this secret; null when there is none, or not any more.</summary>
    public async Task<PairedDisplay?> RecogniseAsync(string secret, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (await store.FindAsync(DisplaySecret.HashOf(secret), cancellationToken) is not { } display || display.ExpiresAt <= now)
            return null;
        if (display.LastSeenAt is { } seen && now - seen < SeenStep)
            return display;
        display = display with { LastSeenAt = now, ExpiresAt = now + Lifetime };
        await store.SeenAsync(display, cancellationToken);
        return display;
    }

    public Task<IReadOnlyList<PairedDisplay>> ListAsync(CancellationToken cancellationToken) => store.ListAsync(time.GetUtcNow(), cancellationToken);

    /// <summary>Changes name or stations; null leaves them as they are.</summary>
    /// <exception cref="NotKnownException">There is no such display.</exception>
    /// <exception cref="InvalidFieldException">A name is not usable.</exception>
    public async Task<PairedDisplay> ChangeAsync(Guid id, string? name, IReadOnlyList<string>? stations, CancellationToken cancellationToken)
    {
        var changed = (await store.GetAsync(id, cancellationToken))?.Change(name, stations);
        return changed is not null && await store.ChangeAsync(changed, cancellationToken) ? changed : throw new NotKnownException("display", $"{id}");
    }

    /// <summary>Shuts a display out; its streams end within seconds.</summary>
    /// <exception cref="NotKnownException">There is no such display.</exception>
    public async Task<PairedDisplay> RevokeAsync(Guid id, CancellationToken cancellationToken) =>
        await store.GetAsync(id, cancellationToken) is { } display && await store.RemoveAsync(id, cancellationToken)
            ? display
            : throw new NotKnownException("display", $"{id}");

    /// <summary>Which of these may still come in, and until when.</summary>
    public Task<IReadOnlyDictionary<Guid, DateTimeOffset>> StillPairedAsync(IReadOnlyCollection<Guid> ids, CancellationToken cancellationToken) =>
        store.StillPairedAsync(ids, time.GetUtcNow(), cancellationToken);
}

/// <summary>A pairing that has begun.</summary>
/// <param name="Code">For people.</param>
/// <param name="Secret">For the screen alone.</param>
/// <param name="ExpiresAt">Until when the code is good.</param>
public sealed record OpenedPairing(string Code, string Secret, DateTimeOffset ExpiresAt);

/// <summary>What became of a pairing.</summary>
/// <param name="Pairing">The pairing.</param>
/// <param name="Display">What it became; null while nobody has approved it.</param>
/// <param name="Secret">The display's secret, together with it.</param>
public sealed record CollectedPairing(Pairing Pairing, PairedDisplay? Display, string? Secret);
