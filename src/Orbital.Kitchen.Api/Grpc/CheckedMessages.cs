using System.Reflection;
using Grpc.Core;
using ProtoBuf.Grpc.Configuration;

namespace Orbital.Kitchen.Api.Grpc;

/// <summary>
/// Answers bytes that are not the message they should be with INVALID_ARGUMENT. Without it they would be UNKNOWN: the status of a fault of
/// ours, which a sender has reason to try again.
/// </summary>
internal sealed class CheckedMessages : MarshallerFactory
{
    public static BinderConfiguration Binding { get; } = BinderConfiguration.Create([new EventMessages(), new CheckedMessages()]);

    protected override bool CanSerialize(Type type) => type.GetCustomAttribute<ProtoBuf.ProtoContractAttribute>() is not null;

    protected override Marshaller<T> CreateMarshaller<T>()
    {
        var plain = BinderConfiguration.Default.GetMarshaller<T>();
        return new Marshaller<T>(plain.ContextualSerializer, context => Read(plain, context));
    }

    private static T Read<T>(Marshaller<T> plain, DeserializationContext context)
    {
        try
        {
            return plain.ContextualDeserializer(context);
        }
        catch (Exception e) when (e is not RpcException)
        {
            throw new RpcException(new Status(StatusCode.InvalidArgument, $"the bytes are not a valid {typeof(T).Name}", e));
        }
    }
}
