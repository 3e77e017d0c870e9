using System.Net.Sockets;
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
        // A connection that the server ended before the call could go over it.
        new HttpRequestException("no HTTP/2"),
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

    [Fact]
    public void A_connection_that_ended_before_the_call_could_go_over_it_tells_why_though_the_call_does_not()
    {
        var lost = new HttpRequestException("no HTTP/2");

        OutcomeOf(StatusCode.Internal, lost, new NotHttp2Exception()).Kind.ShouldBe(SendOutcomeKind.NotAllowed);
        OutcomeOf(StatusCode.Internal, lost, new ClosedBeforePrefaceException(null)).Kind.ShouldBe(SendOutcomeKind.Unavailable);
        // What was so with an earlier connection says nothing of one that is refused.
        OutcomeOf(StatusCode.Internal, new HttpRequestException("refused", new SocketException()), new NotHttp2Exception()).Kind.ShouldBe(SendOutcomeKind.Unavailable);
    }

    private static SendOutcome OutcomeOf(StatusCode code, Exception cause, IOException? problem = null) => SendOutcomes.From(
        new RpcException(new Status(code, "made by the client", cause)), new ConnectionEvidence(IsSecure: false, MayMindCertificate: false, problem));
}
