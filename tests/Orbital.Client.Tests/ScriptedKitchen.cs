using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orbital.Contracts.Kitchen.V1;
using Orbital.Contracts.Orders.V1;
using ProtoBuf.Grpc;
using ProtoBuf.Grpc.Server;

namespace Orbital.Client.Tests;

/// <summary>A kitchen that answers as a test says, over a real connection.</summary>
internal sealed class ScriptedKitchen : IOrderService, IBatchItemService, IEventService, IAsyncDisposable
{
    private WebApplication _app = null!;

    /// <summary>How many of the next calls are refused as unavailable.</summary>
    public int Refusals { get; set; }

    /// <summary>Answers no call before its deadline.</summary>
    public bool IsSilent { get; set; }

    /// <summary>The calls so far, each attempt for itself.</summary>
    public ConcurrentQueue<(string Method, DateTime Deadline)> Calls { get; } = [];

    /// <summary>What the calls showed to be let in.</summary>
    public ConcurrentQueue<string?> Credentials { get; } = [];

    public Uri Address { get; private set; } = null!;

    /// <param name="certificate">Speaks TLS with it.</param>
    /// <param name="isClientKnown">Requires a certificate of its callers, and lets in those of which this is true.</param>
    public static async Task<ScriptedKitchen> StartAsync(X509Certificate2? certificate = null, Func<X509Certificate2, bool>? isClientKnown = null)
    {
        var kitchen = new ScriptedKitchen();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen =>
        {
            listen.Protocols = HttpProtocols.Http2;
            if (certificate is not null)
            {
                listen.UseHttps(certificate, https =>
                {
                    https.ClientCertificateMode = isClientKnown is null ? ClientCertificateMode.NoCertificate : ClientCertificateMode.RequireCertificate;
                    https.ClientCertificateValidation = (shown, _, _) => isClientKnown?.Invoke(shown) == true;
                });
            }
        }));
        builder.Services.AddCodeFirstGrpc();
        builder.Services.AddSingleton(kitchen);
        kitchen._app = builder.Build();
        kitchen._app.MapGrpcService<ScriptedKitchen>();
        await kitchen._app.StartAsync();
        kitchen.Address = new Uri(kitchen._app.Urls.Single().Replace("127.0.0.1", "localhost", StringComparison.Ordinal));
        return kitchen;
    }

    /// <summary>A container with the clients of this kitchen.</summary>
    public ServiceProvider Client(Action<KitchenClientOptions>? configure = null) =>
        new ServiceCollection().AddOrbitalKitchenClient(options =>
        {
            options.Address = Address;
            configure?.Invoke(options);
        }).BuildServiceProvider();

    public async Task<OrderResponse> SendOrder(OrderRequest request, CallContext context = default) =>
        await AnswerAsync<OrderResponse>(context) with { Success = true };

    public Task<CancelOrderResponse> CancelOrder(CancelOrderRequest request, CallContext context = default) => AnswerAsync<CancelOrderResponse>(context);

    public Task<ListBatchItemsResponse> ListBatchItems(ListBatchItemsRequest request, CallContext context = default) =>
        AnswerAsync<ListBatchItemsResponse>(context);

    public Task<BatchItem> GetBatchItem(GetBatchItemRequest request, CallContext context = default) => AnswerAsync<BatchItem>(context);

    public Task<BatchItem> CreateBatchItem(CreateBatchItemRequest request, CallContext context = default) => AnswerAsync<BatchItem>(context);

    public Task<BatchItem> StartBatchItem(StartBatchItemRequest request, CallContext context = default) => AnswerAsync<BatchItem>(context);

    public Task<BatchItem> CompleteBatchItem(CompleteBatchItemRequest request, CallContext context = default) => AnswerAsync<BatchItem>(context);

    public Task<BatchItem> RecallBatchItem(RecallBatchItemRequest request, CallContext context = default) => AnswerAsync<BatchItem>(context);

    public Task<BatchItem> AcknowledgeCancellation(AcknowledgeCancellationRequest request, CallContext context = default) => AnswerAsync<BatchItem>(context);

    public Task<BatchItem> UpdateBatchItem(UpdateBatchItemRequest request, CallContext context = default) => AnswerAsync<BatchItem>(context);

    public Task<BatchItem> CancelBatchItem(CancelBatchItemRequest request, CallContext context = default) => AnswerAsync<BatchItem>(context);

    public Task<Board> GetBoard(GetBoardRequest request, CallContext context = default) => AnswerAsync<Board>(context);

    public async IAsyncEnumerable<SubscribeResponse> Subscribe(SubscribeRequest request, CallContext context = default)
    {
        yield return await AnswerAsync<SubscribeResponse>(context);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task<T> AnswerAsync<T>(CallContext context)
        where T : new()
    {
        var call = context.ServerCallContext!;
        Credentials.Enqueue(call.RequestHeaders.GetValue("authorization"));
        Calls.Enqueue((call.Method, call.Deadline));
        if (IsSilent)
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.CancellationToken);
        if (Refusals-- > 0)
            throw new RpcException(new Status(StatusCode.Unavailable, "not now"));
        return new T();
    }
}
