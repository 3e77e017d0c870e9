using Grpc.Core;
using Mapster;
using MediatR;
using Microsoft.Extensions.Options;
using Orbital.Application.Kitchen;
using Orbital.Application.Kitchen.FollowEvents;
using Orbital.Application.Kitchen.GetBoard;
using Orbital.Contracts.Kitchen.V1;
using Orbital.Infrastructure.Hosting.Security;
using Orbital.Kitchen.Api.Access;
using Orbital.Kitchen.Api.Sse;
using ProtoBuf.Grpc;

namespace Orbital.Kitchen.Api.Grpc;

/// <summary>The wire edge of the board and its events.</summary>
internal sealed class EventService(
    IMediator mediator, IEventFeed feed, IOptions<EventStreamOptions> options, IHostApplicationLifetime lifetime, SignedInStreams signedIn, StreamSlots slots,
    TimeProvider time)
    : IEventService
{
    public async Task<Board> GetBoard(GetBoardRequest request, CallContext context = default)
    {
        var view = await mediator.Send(request.Adapt<GetBoard>(BoardMapping.Config), context.CancellationToken);
        return view.Adapt<Board>(BoardMapping.Config);
    }

    public async IAsyncEnumerable<SubscribeResponse> Subscribe(SubscribeRequest request, CallContext context = default)
    {
        var (call, station) = (context.ServerCallContext!, WireValues.Filter("station", request.Station));
        using var slot = slots.TryTake(call.GetHttpContext()) ?? throw TooManyStreams(call);
        using var subscription = new Subscription(feed, PositionOf(request), station, options.Value.HeartbeatInterval, time);
        using var right = signedIn.Open(call.GetHttpContext());
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(call.CancellationToken, right.Ended, lifetime.ApplicationStopping);
        using var measurements = new SubscriberMeasurements(KitchenMeter.Grpc, request.AfterSequence);
        await using var reading = new ReadingDeadline(CutOff, options.Value.WriteDeadline, time, lifetime.ApplicationStopping);
        while (true)
        {
            var messages = await NextAsync(subscription, right, ended.Token);

            // The next message is asked for when this one has been written.
            reading.Begin();
            foreach (var message in messages)
                yield return message;
            reading.End();
            measurements.Delivered(messages.Count(message => message.Event is not null));
        }

        void CutOff()
        {
            measurements.Evicted();
            call.GetHttpContext().Abort();
        }
    }

    private static EventPosition? PositionOf(SubscribeRequest request) => request.AfterSequence is { } sequence
        ? new EventPosition(sequence, request.History is { Length: > 0 } history ? history[..Math.Min(history.Length, EventsApi.MaxHistoryLength)] : null)
        : null;

    private static RpcException TooManyStreams(ServerCallContext call)
    {
        var http = call.GetHttpContext();
        http.RequestServices.GetRequiredService<LimitRefusals>().Note("streams", CallerKey.Of(http));
        call.ResponseTrailers.Add(LimitRefusals.GrpcPushback, $"{StreamSlots.ComeBack.TotalMilliseconds}");
        return ErrorStatus.TooMany("too many subscriptions are open: end one, or come back later", StreamSlots.ComeBack).ToRpcException();
    }

    private async Task<IReadOnlyList<SubscribeResponse>> NextAsync(Subscription subscription, SignedInStream right, CancellationToken ended)
    {
        try
        {
            return await subscription.NextAsync(ended);
        }
        catch (OperationCanceledException) when (right.Ended.IsCancellationRequested)
        {
            throw new RpcException(new Status(StatusCode.Unauthenticated, "the sign-in has ended: subscribe again with a new one"));
        }
        catch (OperationCanceledException) when (lifetime.ApplicationStopping.IsCancellationRequested)
        {
            throw new RpcException(new Status(StatusCode.Unavailable, "this replica stops: subscribe again, here or at another one"));
        }
    }
}
