using Grpc.Core;
using Orbital.Application.OrderManagement.DeliverOrder;
using Orbital.Infrastructure.OrderManagement.KitchenClient;

namespace Orbital.Infrastructure.Tests.OrderManagement;

/// <summary>Statuses that the gRPC client makes itself, of what it met on the way.</summary>
public sealed class SendOutcomesTests
{
    private static readonly Exception[] Ways =
    [
        new HttpRequestException("no answer"),
        new IOException("broken"),
        new OperationCanceledException("given up"),
        // A write to a connection that the client's own reader has closed.
        new HttpRequestException("cannot be sent", new IOException("no HTTP/2", new ObjectDisposedException(nameof(Stream)))),
    ];

    [Fact]
    public void Whatever_status_the_client_makes_of_a_broken_way_the_order_waits()
    {
        foreach (var way in Ways)
        {
            foreach (var code in Enum.GetValues<StatusCode>().Where(code => code is not StatusCode.OK))
                OutcomeOf(code, way).Kind.ShouldBe(SendOutcomeKind.Unavailable, $"{code} of {way.Message}");
        }
    }

    [Fact]
    public void An_order_that_cannot_be_written_as_a_message_costs_no_other() =>
        OutcomeOf(StatusCode.Internal, new InvalidOperationException("no such field")).Kind.ShouldBe(SendOutcomeKind.Faulted);

    private static SendOutcome OutcomeOf(StatusCode code, Exception cause) =>
        SendOutcomes.From(new RpcException(new Status(code, "made by the client", cause)), isSecure: false, mayMindCertificate: false);
}
