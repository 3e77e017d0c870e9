using System.Net;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;
using Orbital.Domain.Kitchen;
using Orbital.Kitchen.Api.Grpc;
using ProtoBuf;
using ProtoBuf.Grpc.Client;
using ProtoBuf.Grpc.Configuration;

namespace Orbital.Kitchen.Api.Tests;

/// <summary>The table of errors holds for every service that the kitchen hosts, and for streams as for single answers.</summary>
public sealed class GrpcErrorStatusTests : IAsyncLifetime
{
    private WebApplication _host = null!;
    private GrpcChannel _channel = null!;
    private IFailing _failing = null!;

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2));
        builder.Services.AddKitchenGrpc();
        _host = builder.Build();
        _host.MapGrpcService<Failing>();
        await _host.StartAsync();
        _channel = GrpcChannel.ForAddress(_host.Urls.Single());
        _failing = _channel.CreateGrpcService<IFailing>();
    }

    public async ValueTask DisposeAsync()
    {
        _channel.Dispose();
        await _host.DisposeAsync();
    }

    [Fact]
    public async Task A_stream_that_is_refused_names_its_field()
    {
        var refusal = await Should.ThrowAsync<RpcException>(async () => await _failing.StreamAsync(new Reason { IsKnown = true }).ToListAsync());

        refusal.StatusCode.ShouldBe(StatusCode.InvalidArgument);
        refusal.Status.Detail.ShouldBe("station_name is required");
        refusal.GetRpcStatus()!.GetDetail<Google.Rpc.BadRequest>()!.FieldViolations.ShouldHaveSingleItem().Field.ShouldBe("station_name");
    }

    [Fact]
    public async Task What_is_in_no_table_says_nothing_about_the_inside()
    {
        var unary = await Should.ThrowAsync<RpcException>(() => _failing.AnswerAsync(new Reason()));
        var stream = await Should.ThrowAsync<RpcException>(async () => await _failing.StreamAsync(new Reason()).ToListAsync());

        foreach (var refusal in new[] { unary, stream })
        {
            refusal.StatusCode.ShouldBe(StatusCode.Internal);
            refusal.Status.Detail.ShouldBe("something went wrong inside the kitchen; its log says what");
            refusal.GetRpcStatus()?.Details.ShouldBeEmpty();
        }
    }

    [ProtoContract]
    public sealed record Reason
    {
        [ProtoMember(1)]
        public bool IsKnown { get; init; }
    }

    [Service("orbital.tests.Failing")]
    public interface IFailing
    {
        [Operation]
        Task<Reason> AnswerAsync(Reason request);

        [Operation]
        IAsyncEnumerable<Reason> StreamAsync(Reason request);
    }

    private sealed class Failing : IFailing
    {
        public Task<Reason> AnswerAsync(Reason request) => throw ExceptionOf(request);

        public async IAsyncEnumerable<Reason> StreamAsync(Reason request)
        {
            yield return request;
            await Task.Yield();
            throw ExceptionOf(request);
        }

        private static Exception ExceptionOf(Reason request) =>
            request.IsKnown ? new InvalidFieldException("stationName", "is required") : new InvalidOperationException("secret of the inside");
    }
}
