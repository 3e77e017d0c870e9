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

    /// <summary>PROTOCOL_ERROR of HTTP/2, as for an answer in HTTP/1.1.</summary>
    private const long NoHttp2 = 1;

    /// <param name="exception">How the call ended.</param>
    /// <param name="isSecure">Whether it was made over TLS.</param>
    /// <param name="mayMindCertificate">Whether a certificate was shown, or asked for.</param>
    public static SendOutcome From(RpcException exception, bool isSecure, bool mayMindCertificate) =>
        CausesOf(exception).Select(cause => From(cause, isSecure, mayMindCertificate)).FirstOrDefault(outcome => outcome is not null)
        ?? From(exception.Status);

    private static IEnumerable<Exception> CausesOf(RpcException exception)
    {
        for (var cause = exception.Status.DebugException; cause is not null; cause = cause.InnerException)
            yield return cause;
    }

    // Whoever ends a call so knows nothing of the order: the way there must be mended.
    private static SendOutcome? From(Exception cause, bool isSecure, bool mayMindCertificate) => cause switch
    {
        HttpProtocolException { ErrorCode: NoHttp2 } or HttpRequestException { HttpRequestError: HttpRequestError.VersionNegotiationError } => NotAllowed(
            "what answers there does not speak HTTP/2: the address is not that of a kitchen's gRPC port"),
        AuthenticationException when isSecure => NotAllowed($"no trust in the TLS handshake: {cause.Message}"),
        // With TLS 1.3 a server judges our certificate, or that there is none, when the handshake is over for us, and Kestrel then only hangs
        // up. A kitchen that dies in that moment does the same: where certificates are in play the two cannot be told apart.
        _ when isSecure && cause.Message.Contains(EndedAfterHandshake, StringComparison.Ordinal) => mayMindCertificate
            ? NotAllowed("the kitchen ended the connection after the TLS handshake: it does so when it refuses this service's certificate, or gets none")
            : new SendOutcome(SendOutcomeKind.Unavailable, "the kitchen ended the connection after the TLS handshake, and asks for no certificate"),
        _ => null,
    };

    private static SendOutcome From(Status status) => TurnedAwayWith(status.Detail) is { } http
        ? NotAllowed($"HTTP {http} and no gRPC: the kitchen's AllowedHosts, or a proxy before it, turns this service away")
        : new SendOutcome(KindOf(status.StatusCode), $"{status.StatusCode}: {status.Detail}");

    // Other numbers are a server's own troubles, or say later.
    private static int? TurnedAwayWith(string detail) =>
        detail.StartsWith(NoGrpc, StringComparison.Ordinal) && int.TryParse(detail.AsSpan(NoGrpc.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var http)
        && http is >= 300 and < 500 and not (408 or 429)
            ? http
            : null;

    private static SendOutcome NotAllowed(string detail) => new(SendOutcomeKind.NotAllowed, detail);

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
