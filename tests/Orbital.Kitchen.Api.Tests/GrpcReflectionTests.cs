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

    [Fact]
    public async Task A_client_without_files_lists_and_calls_the_services()
    {
        await using var kitchen = await KitchenReplica.StartAsync(await postgres.CreateDatabaseAsync());

        var listed = await AskAsync(kitchen.Channel, new ServerReflectionRequest { ListServices = "" });
        listed.ListServicesResponse.Service.Select(service => service.Name).ShouldBe([.. ProtoSchema.Services, "grpc.health.v1.Health"], ignoreOrder: true);

        var file = await FileOfAsync(kitchen.Channel, "orbital.orders.v1.OrderService");
        var answer = await CancelAsync(kitchen.Channel, file.Services.Single(), orderId: "never-seen");
        answer.ShouldBe("not known yet: remembered as cancelled");
        (await kitchen.Orders.SendOrder(SampleOrders.Burgers("never-seen"))).Message.ShouldBe("cancelled before it arrived");
    }

    [Fact]
    public async Task Every_service_is_described_with_all_that_its_file_needs()
    {
        await using var kitchen = await KitchenReplica.StartAsync(await postgres.CreateDatabaseAsync());

        foreach (var service in ProtoSchema.Services)
            (await FileOfAsync(kitchen.Channel, service)).Services.Select(found => found.FullName).ShouldContain(service);
        var unknown = await AskAsync(kitchen.Channel, new ServerReflectionRequest { FileContainingSymbol = "orbital.nothing" });
        unknown.ErrorResponse.ErrorCode.ShouldBe((int)StatusCode.NotFound);
    }

    [Fact]
    public async Task It_can_be_switched_off()
    {
        await using var kitchen = await KitchenReplica.StartAsync(await postgres.CreateDatabaseAsync(), ("Kitchen:Grpc:Reflection", "false"));

        var refusal = await Should.ThrowAsync<RpcException>(() => AskAsync(kitchen.Channel, new ServerReflectionRequest { ListServices = "" }));

        refusal.StatusCode.ShouldBe(StatusCode.Unimplemented);
    }

    private static async Task<ServerReflectionResponse> AskAsync(GrpcChannel channel, ServerReflectionRequest request)
    {
        using var call = new ServerReflection.ServerReflectionClient(channel).ServerReflectionInfo(cancellationToken: Ct);
        await call.RequestStream.WriteAsync(request, Ct);
        await call.RequestStream.CompleteAsync();
        (await call.ResponseStream.MoveNext(Ct)).ShouldBeTrue();
        return call.ResponseStream.Current;
    }

    private static async Task<FileDescriptor> FileOfAsync(GrpcChannel channel, string symbol)
    {
        var answer = await AskAsync(channel, new ServerReflectionRequest { FileContainingSymbol = symbol });
        var file = answer.FileDescriptorResponse.FileDescriptorProto[0];
        List<ByteString> files = [];
        foreach (var dependency in FileDescriptorProto.Parser.ParseFrom(file).Dependency)
        {
            answer = await AskAsync(channel, new ServerReflectionRequest { FileByFilename = dependency });
            files.Add(answer.FileDescriptorResponse.FileDescriptorProto[0]);
        }

        return FileDescriptor.BuildFromByteStrings([.. files, file])[^1];
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
}
