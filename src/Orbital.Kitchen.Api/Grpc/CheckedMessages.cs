using System.Reflection;
using Grpc.Core;
using ProtoBuf.Grpc.Configuration;

namespace Orbital.Kitchen.Api.Grpc;

/// <summary>
/// Answers bytes that are not the message they should be with INVALID_ARGUMENT. Without it they would be UNKNOWN, the status of a fault of
/// ours, which a sender has reason to try again; and text that is not UTF-8 would be taken as another text.
/// </summary>
internal sealed class CheckedMessages : MarshallerFactory
{
    public static BinderConfiguration Binding { get; } = BinderConfiguration.Create([new EventMessages(), new CheckedMessages()]);

    protected override bool CanSerialize(Type type) => type.GetCustomAttribute<ProtoBuf.ProtoContractAttribute>() is not null;

    protected override Marshaller<T> CreateMarshaller<T>()
    {
        var plain = BinderConfiguration.Default.GetMarshaller<T>();
        var text = WireText.Of(typeof(T));
        return new Marshaller<T>(plain.ContextualSerializer, context => Read(plain, text, context));
    }

    private static T Read<T>(Marshaller<T> plain, WireText text, DeserializationContext context)
    {
        T message;
        try
        {
            message = plain.ContextualDeserializer(context);
        }
        catch (Exception e) when (e is not RpcException)
        {
            throw new RpcException(new Status(StatusCode.InvalidArgument, $"the bytes are not a valid {typeof(T).Name}", e));
        }

        return text.FirstInvalid(context.PayloadAsReadOnlySequence()) is { } field
            ? throw ErrorStatus.InvalidField(field, "must be UTF-8 text").ToRpcException()
            : message;
    }
}
