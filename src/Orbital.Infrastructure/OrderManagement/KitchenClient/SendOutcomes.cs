using System.Security.Authentication;
using Grpc.Core;
using Orbital.Application.OrderManagement.DeliverOrder;

namespace Orbital.Infrastructure.OrderManagement.KitchenClient;

/// <summary>The table from the status of a call to what follows from it.</summary>
internal static class SendOutcomes
{
    // .NET has no code for it: the connection ended between the TLS handshake and the first answer over HTTP/2.
    private const string EndedAfterHandshake = "did not complete the HTTP/2 handshake";

    /// <param name="exception">How the call ended.</param>
    /// <param name="isSecure">Whether it was made over TLS.</param>
    public static SendOutcome From(RpcException exception, bool isSecure)
    {
        if (isSecure && RefusedHandshake(exception.Status.DebugException) is { } refusal)
            return new SendOutcome(SendOutcomeKind.NotAllowed, refusal);
        return new SendOutcome(KindOf(exception.StatusCode), $"{exception.StatusCode}: {exception.Status.Detail}");
    }

    private static string? RefusedHandshake(Exception? exception)
    {
        for (var cause = exception; cause is not null; cause = cause.InnerException)
        {
            if (cause is AuthenticationException)
                return $"no trust in the TLS handshake: {cause.Message}";
            // With TLS 1.3 a server judges our certificate when the handshake is over for us, and Kestrel then only hangs up.
            if (cause.Message.Contains(EndedAfterHandshake, StringComparison.Ordinal))
                return "the kitchen ended the connection after the TLS handshake: it does so when it refuses this service's certificate";
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
