using Orbital.Domain.Kitchen;

namespace Orbital.Application.Kitchen.Displays;

/// <summary>The paired displays, and those that wait to be. All methods fail with <see cref="KitchenUnavailableException"/> while it is away.</summary>
public interface IDisplayStore
{
    /// <summary>Keeps a pairing, unless so many are open already; forgets what is over.</summary>
    Task<bool> TryAddAsync(Pairing pairing, int mostOpen, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>The pairing of a screen, also when it is over.</summary>
    Task<Pairing?> FindPairingAsync(byte[] secretHash, CancellationToken cancellationToken);

    /// <summary>Forgets the pairing of a screen, unless it has been approved.</summary>
    Task RemoveOpenPairingAsync(byte[] secretHash, CancellationToken cancellationToken);

    /// <summary>Makes the display of an open pairing, once.</summary>
    Task<bool> TryApproveAsync(string code, PairedDisplay display, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>Gives a display its secret, until it has been seen.</summary>
    Task<PairedDisplay?> TrySetSecretAsync(Guid id, byte[] secretHash, CancellationToken cancellationToken);

    /// <summary>The display with this secret, also when it has expired.</summary>
    Task<PairedDisplay?> FindAsync(byte[] secretHash, CancellationToken cancellationToken);

    /// <summary>All displays, the oldest first.</summary>
    Task<IReadOnlyList<PairedDisplay>> ListAsync(DateTimeOffset now, CancellationToken cancellationToken);

    Task<PairedDisplay?> GetAsync(Guid id, CancellationToken cancellationToken);

    /// <summary>Writes name and stations.</summary>
    Task<bool> ChangeAsync(PairedDisplay display, CancellationToken cancellationToken);

    /// <summary>Writes that it was seen, and until when it is good now.</summary>
    Task SeenAsync(PairedDisplay display, CancellationToken cancellationToken);

    Task<bool> RemoveAsync(Guid id, CancellationToken cancellationToken);

    /// <summary>Which of these may still come in, and until when.</summary>
    Task<IReadOnlyDictionary<Guid, DateTimeOffset>> StillPairedAsync(IReadOnlyCollection<Guid> ids, DateTimeOffset now, CancellationToken cancellationToken);
}
