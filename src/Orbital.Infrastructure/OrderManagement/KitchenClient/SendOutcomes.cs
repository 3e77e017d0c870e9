using Grpc.Core;
using Orbital.Application.OrderManagement.DeliverOrder;

namespace Orbital.Infrastructure.OrderManagement.KitchenClient;

/// <summary>The table from the status of a call to what follows from it.</summary>
internal static class SendOutcomes
{
    public static SendOutcome From(RpcException exception) =>
        new(KindOf(exception.StatusCode), $"{exception.StatusCode}: {exception.Status.Detail}");

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
