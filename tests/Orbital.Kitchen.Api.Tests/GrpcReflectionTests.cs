using Google.Protobuf;
using Google.Protobuf.Reflection;
using Grpc.Core;
using Grpc.Net.Client;
using Grpc.Reflection.V1Alpha;
using Orbital.Contracts;
using Orbital.Testing;

namespace Orbital.Kitchen.Api.Tests;

/// <summary>What tools such as grpcurl do: ask what there is, and call it, without a file of the contract.</summary>
public sealed class GrpcReflectionTests(PostgresServer postgres)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    // The two differ by the name of the service alone.
    public static TheoryData<string> Versions => ["v1", "v1alpha"];

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task A_client_without_files_lists_and_calls_the_services(string version)
    {
        await using var kitchen = await KitchenReplica.StartAsync(await postgres.CreateKitchenAsync());
        var reflection = new Reflection(kitchen.Channel, version);

        var listed = await reflection.AskAsync(new ServerReflectionRequest { ListServices = "" });
        listed.ListServicesResponse.Service.Select(service => service.Name).ShouldBe([.. ProtoSchema.Services, "grpc.health.v1.Health"], ignoreOrder: true);

        var file = await reflection.FileOfAsync("orbital.orders.v1.OrderService");
        var answer = await CancelAsync(kitchen.Channel, file.Services.Single(), orderId: "never-seen");
        answer.ShouldBe("not known yet: remembered as cancelled");
        (await kitchen.Orders.SendOrder(SampleOrders.Burgers("never-seen"))).Message.ShouldBe("cancelled before it arrived");
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task Every_service_is_described_with_all_that_its_file_needs(string version)
    {
        await using var kitchen = await KitchenReplica.StartAsync(await postgres.CreateKitchenAsync());
        var reflection = new Reflection(kitchen.Channel, version);

        foreach (var service in ProtoSchema.Services)
            (await reflection.FileOfAsync(service)).Services.Select(found => found.FullName).ShouldContain(service);
        var unknown = await reflection.AskAsync(new ServerReflectionRequest { FileContainingSymbol = "orbital.nothing" });
        unknown.ErrorResponse.ErrorCode.ShouldBe((int)StatusCode.NotFound);
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task It_can_be_switched_off(string version)
    {
        await using var kitchen = await KitchenReplica.StartAsync(await postgres.CreateKitchenAsync(), ("Kitchen:Grpc:Reflection", "false"));

        var refusal = await Should.ThrowAsync<RpcException>(
            () => new Reflection(kitchen.Channel, version).AskAsync(new ServerReflectionRequest { ListServices = "" }));

        refusal.StatusCode.ShouldBe(StatusCode.Unimplemented);
    }

    // By what the description says, and nothing else: the method's path, and the numbers of the fields.
    private static async Task<string> CancelAsync(GrpcChannel channel, ServiceDescriptor service, string orderId)
    {
        var method = service.FindMethodByName("CancelOrder");
        var request = new MemoryStream();
        var writer = new CodedOutputStream(request);
        writer.WriteTag(method.InputType.FindFieldByName("order_id").FieldNumber, WireFormat.WireType.LengthDelimited);
        writer.WriteString(orderId);
        writer.Flush();

        var call = new Method<byte[], byte[]>(
            MethodType.Unary, service.FullName, method.Name, Marshallers.Create<byte[]>(bytes => bytes, bytes => bytes), Marshallers.Create<byte[]>(bytes => bytes, bytes => bytes));
        var answer = new CodedInputStream(await channel.CreateCallInvoker().AsyncUnaryCall(call, null, new CallOptions(cancellationToken: Ct), request.ToArray()));
        var message = method.OutputType.FindFieldByName("message").FieldNumber;
        for (var tag = answer.ReadTag(); tag != 0; tag = answer.ReadTag())
        {
            if (WireFormat.GetTagFieldNumber(tag) == message)
                return answer.ReadString();
            answer.SkipLastField();
        }

        throw new InvalidDataException("the answer has no message");
    }

    /// <summary>The service that describes the others, in one of its versions.</summary>
    private sealed class Reflection(GrpcChannel channel, string version)
    {
        private readonly Method<ServerReflectionRequest, ServerReflectionResponse> _method = new(
            MethodType.DuplexStreaming,
            $"grpc.reflection.{version}.ServerReflection",
            "ServerReflectionInfo",
            Marshallers.Create<ServerReflectionRequest>(request => request.ToByteArray(), bytes => ServerReflectionRequest.Parser.ParseFrom(bytes)),
            Marshallers.Create<ServerReflectionResponse>(answer => answer.ToByteArray(), bytes => ServerReflectionResponse.Parser.ParseFrom(bytes)));

        public async Task<ServerReflectionResponse> AskAsync(ServerReflectionRequest request)
        {
            using var call = channel.CreateCallInvoker().AsyncDuplexStreamingCall(_method, null, new CallOptions(cancellationToken: Ct));
            try
            {
                await call.RequestStream.WriteAsync(request, Ct);
                await call.RequestStream.CompleteAsync();
            }
            catch (RpcException)
            {
                // A call that has been refused by now takes nothing: its answer says why.
            }

            (await call.ResponseStream.MoveNext(Ct)).ShouldBeTrue();
            return call.ResponseStream.Current;
        }

        public async Task<FileDescriptor> FileOfAsync(string symbol)
        {
            var answer = await AskAsync(new ServerReflectionRequest { FileContainingSymbol = symbol });
            var file = answer.FileDescriptorResponse.FileDescriptorProto[0];
            List<ByteString> files = [];
            foreach (var dependency in FileDescriptorProto.Parser.ParseFrom(file).Dependency)
            {
                answer = await AskAsync(new ServerReflectionRequest { FileByFilename = dependency });
                files.Add(answer.FileDescriptorResponse.FileDescriptorProto[0]);
            }

            return FileDescriptor.BuildFromByteStrings([.. files, file])[^1];
        }
    }
}
