using System.ComponentModel.DataAnnotations;
using System.Security.Cryptography.X509Certificates;

namespace Orbital.Client;

/// <summary>How to reach a kitchen.</summary>
public sealed class KitchenClientOptions
{
    /// <summary>Where its gRPC listens, as in <c>https://kitchen.example:50051</c>; <c>http</c> is gRPC without TLS. Required.</summary>
    [Required]
    public Uri? Address { get; set; }

    /// <summary>How long a call may take in all, its retries included. Default 10 s. Subscriptions have none: they tell by heartbeats that they live.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "01:00:00")]
    public TimeSpan Deadline { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How often a call is tried while the kitchen is unavailable; 1 tries no second time. Default 30: with up to 1 s between two attempts,
    /// half of it on average, the <see cref="Deadline"/> comes first. Only calls that are the same when they happen twice are repeated: orders,
    /// cancellations and all that reads. A cook's command is not: send it again with its idempotency key.
    /// </summary>
    [Range(1, 1_000)]
    public int Attempts { get; set; } = 30;

    /// <summary>How long to wait for a connection. Default 2 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "00:05:00")]
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>
    /// Gives the token that the caller shows, asked before each attempt of each call: keep it until it is nearly over. It travels over TLS, or to
    /// this machine; another <see cref="Address"/> is refused. Null when the kitchen asks for none.
    /// </summary>
    public Func<CancellationToken, ValueTask<string>>? Token { get; set; }

    /// <summary>The authority that signed the kitchen's certificate, when it is none that this machine trusts.</summary>
    public X509Certificate2? TrustedAuthority { get; set; }

    /// <summary>The certificate, with its private key, that shows the kitchen who calls. Default none.</summary>
    public X509Certificate2? Certificate { get; set; }

    /// <summary>The intermediate certificates between <see cref="Certificate"/> and its authority, which are shown with it. Default none.</summary>
    public X509Certificate2Collection? CertificateChain { get; set; }
}
