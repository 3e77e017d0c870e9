extern alias protobufnet;

using Google.Protobuf;
using Google.Protobuf.Reflection;
using Google.Protobuf.WellKnownTypes;
using Grpc.Health.V1;
using Grpc.Reflection;
using Orbital.Contracts;
using ProtoBuf;
using FileDescriptorSet = protobufnet::Google.Protobuf.Reflection.FileDescriptorSet;

namespace Orbital.Kitchen.Api.Grpc;

/// <summary>
/// Server reflection of the code-first contract: what <c>grpcurl</c> and its like ask to list and call the services without files. It tells no
/// more than the exported files do.
/// </summary>
internal static class ContractReflection
{
    public static IServiceCollection AddContractReflection(this IServiceCollection services)
    {
        // Made when somebody asks first: most kitchens are never asked.
        var description = new Lazy<(IReadOnlyList<string> Services, SymbolRegistry Registry)>(Describe);
        services.AddSingleton(_ => new ReflectionServiceImpl(description.Value.Services, description.Value.Registry));
        services.AddSingleton(_ => new ReflectionV1ServiceImpl(description.Value.Services, description.Value.Registry));
        return services;
    }

    public static void MapContractReflection(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGrpcService<ReflectionServiceImpl>();
        endpoints.MapGrpcService<ReflectionV1ServiceImpl>();
    }

    private static (IReadOnlyList<string> Services, SymbolRegistry Registry) Describe()
    {
        var set = new FileDescriptorSet();
        foreach (var file in ProtoSchema.Files)
            set.Add(file.Path, source: new StringReader(file.Text));
        set.Process();
        if (set.GetErrors() is { Length: > 0 } errors)
            throw new InvalidOperationException($"the contract cannot be described: {errors[0]}");

        FileDescriptor[] files =
        [
            .. FileDescriptor.BuildFromByteStrings([TimestampReflection.Descriptor.SerializedData, .. ProtoSchema.Files.Select(file => Serialized(set, file))]),
            HealthReflection.Descriptor,
        ];
        return ([.. files.SelectMany(file => file.Services).Select(service => service.FullName)], SymbolRegistry.FromFiles(files));
    }

    private static ByteString Serialized(FileDescriptorSet set, ProtoFile file)
    {
        using var bytes = new MemoryStream();
        Serializer.Serialize(bytes, set.Files.Single(parsed => parsed.Name == file.Path));
        return ByteString.CopyFrom(bytes.ToArray());
    }
}
