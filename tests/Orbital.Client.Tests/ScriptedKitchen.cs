using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orbital.Contracts.Kitchen.V1;
using Orbital.Contracts.Orders.V1;
using ProtoBuf.Grpc;
using ProtoBuf.Grpc.Server;

namespace Orbital.Client.Tests;

/// <summary>A kitchen that answers as a test says, over a real connection.</summary>
internal sealed class ScriptedKitchen : IOrderService, IBatchItemService, IAsyncDisposable
{
    private WebApplication _app = null!;

    /// <summary>How many of the next calls are refused as unavailable.</summary>
    public int Refusals { get; set; }

    /// <summary>Answers no call before its deadline.</summary>
    public bool IsSilent { get; set; }

    /// <summary>The deadlines of the calls so far.</summary>
    public ConcurrentQueue<DateTime> Deadlines { get; } = [];

    public Uri Address { get; private set; } = null!;

    public static async Task<ScriptedKitchen> StartAsync(X509Certificate2? certificate = null)
    {
        var kitchen = new ScriptedKitchen();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen =>
        {
            listen.Protocols = HttpProtocols.Http2;
            if (certificate is not null)
                listen.UseHttps(certificate);
        }));
        builder.Services.AddCodeFirstGrpc();
        builder.Services.AddSingleton(kitchen);
        kitchen._app = builder.Build();
        kitchen._app.MapGrpcService<ScriptedKitchen>();
        await kitchen._app.StartAsync();
        kitchen.Address = new Uri(kitchen._app.Urls.Single().Replace("127.0.0.1", "localhost", StringComparison.Ordinal));
        return kitchen;
    }

    public async Task<OrderResponse> SendOrder(OrderRequest request, CallContext context = default)
    {
        await AnswerAsync(context);
        return new OrderResponse { Success = true, Message = request.OrderId };
    }

    public Task<CancelOrderResponse> CancelOrder(CancelOrderRequest request, CallContext context = default) => throw new NotSupportedException();

    public async Task<BatchItem> GetBatchItem(GetBatchItemRequest request, CallContext context = default)
    {
        await AnswerAsync(context);
        return new BatchItem { Id = request.Id };
    }

    public async Task<BatchItem> CompleteBatchItem(CompleteBatchItemRequest request, CallContext context = default)
    {
        await AnswerAsync(context);
        return new BatchItem { Id = request.Id };
    }

    public Task<ListBatchItemsResponse> ListBatchItems(ListBatchItemsRequest request, CallContext context = default) => throw new NotSupportedException();

    public Task<BatchItem> CreateBatchItem(CreateBatchItemRequest request, CallContext context = default) => throw new NotSupportedException();

    public Task<BatchItem> StartBatchItem(StartBatchItemRequest request, CallContext context = default) => throw new NotSupportedException();

    public Task<BatchItem> RecallBatchItem(RecallBatchItemRequest request, CallContext context = default) => throw new NotSupportedException();

    public Task<BatchItem> AcknowledgeCancellation(AcknowledgeCancellationRequest request, CallContext context = default) => throw new NotSupportedException();

    public Task<BatchItem> UpdateBatchItem(UpdateBatchItemRequest request, CallContext context = default) => throw new NotSupportedException();

    public Task<BatchItem> CancelBatchItem(CancelBatchItemRequest request, CallContext context = default) => throw new NotSupportedException();

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task AnswerAsync(CallContext context)
    {
        Deadlines.Enqueue(context.ServerCallContext!.Deadline);
        if (IsSilent)
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.CancellationToken);
        if (Refusals-- > 0)
            throw new RpcException(new Status(StatusCode.Unavailable, "not now"));
    }
}
