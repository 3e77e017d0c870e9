using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using Grpc.Core;
using Orbital.Application.OrderManagement.DeliverOrder;

namespace Orbital.Infrastructure.OrderManagement.KitchenClient;

/// <summary>
/// What follows from how a call ended. Only a status that came from a gRPC service says something of the order. When none came, nobody is known to
/// have seen the call: the order waits, and people are called where waiting cannot help.
/// </summary>
internal static class SendOutcomes
{
    /// <param name="exception">How the call ended.</param>
    /// <param name="connections">What is known of the connections that it could go over.</param>
    public static SendOutcome From(RpcException exception, ConnectionEvidence connections)
    {
        var causes = CausesOf(exception).ToList();
        // A deadline has passed, or the order could not be written as a message: no fault of the way to the kitchen.
        if (exception.StatusCode == StatusCode.DeadlineExceeded || !causes.Exists(IsOfTheWay))
            return new SendOutcome(KindOf(exception.StatusCode), $"{exception.StatusCode}: {DetailOf(exception.Status)}");
        // A connection that ended before a call could go over it leaves that call without a cause of its own.
        if (connections.PrefaceProblem is { } problem && !causes.Exists(IsItsOwn))
            causes.Add(problem);
        return causes.Select(cause => Alarming(cause, connections)).FirstOrDefault(outcome => outcome is not null)
            ?? new SendOutcome(SendOutcomeKind.Unavailable, $"the kitchen does not answer: {causes[^1].Message}");
    }

    private static IEnumerable<Exception> CausesOf(RpcException exception)
    {
        for (var cause = exception.Status.DebugException; cause is not null; cause = cause.InnerException)
            yield return cause;
    }

    private static bool IsOfTheWay(Exception cause) =>
        cause is HttpRequestException or IOException or SocketException or AuthenticationException or OperationCanceledException;

    // It did not connect, was given up, or has an answer.
    private static bool IsItsOwn(Exception cause) =>
        cause is SocketException or OperationCanceledException or HttpRequestException { StatusCode: not null };

    private static SendOutcome? Alarming(Exception cause, ConnectionEvidence connections) => cause switch
    {
        HttpRequestException { StatusCode: { } http } when TurnsAway(http) => NotAllowed(
            $"HTTP {(int)http} and no gRPC: the kitchen's AllowedHosts, or a proxy before it, turns this service away"),
        NotHttp2Exception or HttpRequestException { HttpRequestError: HttpRequestError.VersionNegotiationError } => NotAllowed(
            "what answers there does not speak HTTP/2: the address is not that of a kitchen's gRPC port"),
        AuthenticationException when connections.IsSecure => NotAllowed($"no trust in the TLS handshake: {cause.Message}"),
        // With TLS 1.3 a server judges our certificate, or that there is none, when the handshake is over for us, and Kestrel then only hangs
        // up. A kitchen that dies in that moment does the same: where certificates are in play the two cannot be told apart.
        ClosedBeforePrefaceException when connections is { IsSecure: true, MayMindCertificate: true } => NotAllowed(
            "the kitchen ended the connection after the TLS handshake: it does so when it refuses this service's certificate, or gets none"),
        ClosedBeforePrefaceException when connections.IsSecure => new SendOutcome(
            SendOutcomeKind.Unavailable, "the kitchen ended the connection after the TLS handshake, and asks for no certificate"),
        _ => null,
    };

    // Other numbers are a server's own troubles, or say later.
    private static bool TurnsAway(HttpStatusCode http) =>
        (int)http is >= 300 and < 500 && http is not (HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests);

    private static SendOutcome NotAllowed(string detail) => new(SendOutcomeKind.NotAllowed, detail);

    private static string DetailOf(Status status) =>
        status is { StatusCode: StatusCode.DeadlineExceeded, Detail: "" } ? "the kitchen does not answer in time" : status.Detail;

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
