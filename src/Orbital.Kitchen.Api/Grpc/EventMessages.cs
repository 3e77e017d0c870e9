using System.Runtime.CompilerServices;
using System.Text.Json;
using Grpc.Core;
using Mapster;
using Orbital.Application.Kitchen.FollowEvents;
using Orbital.Application.Kitchen.Views;
using Orbital.Contracts.Kitchen.V1;
using ProtoBuf.Grpc.Configuration;
using ProtoBuf.Meta;

namespace Orbital.Kitchen.Api.Grpc;

/// <summary>
/// The message of each event and its bytes: made for the first subscriber that it is sent to, shared by all, and kept for as long as the feed
/// keeps the event.
/// </summary>
internal sealed class EventMessages : MarshallerFactory
{
    private static readonly ConditionalWeakTable<EventFrame, SubscribeResponse> Messages = [];
    private static readonly ConditionalWeakTable<SubscribeResponse, byte[]> Bytes = [];

    public static SubscribeResponse Of(EventFrame frame) => Messages.GetValue(frame, Make);

    protected override bool CanSerialize(Type type) => type == typeof(SubscribeResponse);

    protected override Marshaller<T> CreateMarshaller<T>()
    {
        var plain = BinderConfiguration.Default.GetMarshaller<T>();
        return new Marshaller<T>((message, context) => Write(message, plain, context), plain.ContextualDeserializer);
    }

    private static void Write<T>(T message, Marshaller<T> plain, SerializationContext context)
    {
        if (message is SubscribeResponse response && Bytes.TryGetValue(response, out var bytes))
            context.Complete(bytes);
        else
            plain.ContextualSerializer(message, context);
    }

    private static SubscribeResponse Make(EventFrame frame)
    {
        var view = JsonSerializer.Deserialize(frame.Data.Span, KitchenJson.Readable.EventView)!;
        var message = new SubscribeResponse { Position = frame.Sequence, Event = view.Adapt<KitchenEvent>(BoardMapping.Config) };
        using var bytes = new MemoryStream();
        RuntimeTypeModel.Default.Serialize(bytes, message);
        Bytes.Add(message, bytes.ToArray());
        return message;
    }
}
