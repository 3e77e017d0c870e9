using System.Globalization;
using System.Security.Authentication;
using Grpc.Core;
using Orbital.Application.OrderManagement.DeliverOrder;

namespace Orbital.Infrastructure.OrderManagement.KitchenClient;

/// <summary>The table from the status of a call to what follows from it.</summary>
internal static class SendOutcomes
{
    // .NET has no code for it: the connection ended between the TLS handshake and the first answer over HTTP/2.
    private const string EndedAfterHandshake = "did not complete the HTTP/2 handshake";

    // What the client says of an answer that is no gRPC: no service has seen the call.
    private const string NoGrpc = "Bad gRPC response. HTTP status code: ";

    /// <param name="exception">How the call ended.</param>
    /// <param name="isSecure">Whether it was made over TLS.</param>
    /// <param name="mayMindCertificate">Whether a certificate was shown, or asked for.</param>
    public static SendOutcome From(RpcException exception, bool isSecure, bool mayMindCertificate)
    {
        if (isSecure && EndOfHandshake(exception.Status.DebugException, mayMindCertificate) is { } end)
            return end;
        if (TurnedAwayWith(exception.Status.Detail) is { } http)
            return new SendOutcome(SendOutcomeKind.NotAllowed, $"HTTP {http} and no gRPC: the kitchen's AllowedHosts, or a proxy before it, turns this service away");
        return new SendOutcome(KindOf(exception.StatusCode), $"{exception.StatusCode}: {exception.Status.Detail}");
    }

    // Whoever answers so knows nothing of the order: it is the way there that must be mended. Other numbers are a server's own troubles, or say later.
    private static int? TurnedAwayWith(string detail) =>
        detail.StartsWith(NoGrpc, StringComparison.Ordinal) && int.TryParse(detail.AsSpan(NoGrpc.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var http)
        && http is >= 300 and < 500 and not (408 or 429)
            ? http
            : null;

    private static SendOutcome? EndOfHandshake(Exception? exception, bool mayMindCertificate)
    {
        for (var cause = exception; cause is not null; cause = cause.InnerException)
        {
            if (cause is AuthenticationException)
                return new SendOutcome(SendOutcomeKind.NotAllowed, $"no trust in the TLS handshake: {cause.Message}");
            if (!cause.Message.Contains(EndedAfterHandshake, StringComparison.Ordinal))
                continue;
            // With TLS 1.3 a server judges our certificate, or that there is none, when the handshake is over for us, and Kestrel then only hangs
            // up. A kitchen that dies in that moment does the same: where certificates are in play the two cannot be told apart.
            return mayMindCertificate
                ? new SendOutcome(SendOutcomeKind.NotAllowed, "the kitchen ended the connection after the TLS handshake: it does so when it refuses this service's certificate, or gets none")
                : new SendOutcome(SendOutcomeKind.Unavailable, "the kitchen ended the connection after the TLS handshake, and asks for no certificate");
        }

        return null;
    }

    private static SendOutcomeKind KindOf(StatusCode code) => code switch
    {
        StatusCode.OK => SendOutcomeKind.Delivered,
        StatusCode.Unavailable or StatusCode.DeadlineExceeded or StatusCode.Aborted or StatusCode.Cancelled
            or StatusCode.ResourceExhausted => SendOutcomeKind.Unavailable,
        StatusCode.Unauthenticated or StatusCode.PermissionDenied or StatusCode.Unimplemented => SendOutcomeKind.NotAllowed,
        // The same content under a known id is an OK of this kitchen: ALREADY_EXISTS means that the content differs.
        StatusCode.AlreadyExists or StatusCode.InvalidArgument or StatusCode.FailedPrecondition or StatusCode.OutOfRange
            => SendOutcomeKind.Refused,
        _ => SendOutcomeKind.Faulted,
    };
}
