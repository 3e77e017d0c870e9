using Orbital.MongoEmulator.Commands;
using Orbital.MongoEmulator.Documents;

namespace Orbital.MongoEmulator.Wire;

/// <summary>
/// How drivers watch a server: one hello with a topologyVersion and exhaustAllowed, which is then answered again and again
/// by the server itself. Each further hello goes on from the version that the last reply told.
/// </summary>
internal static class HelloStream
{
    /// <summary>The request that the client would send next; null when there is no stream, or an error ends it.</summary>
    public static WireMessage? Next(WireMessage message, CommandReply reply)
    {
        if (!message.AllowsExhaust || !reply.Fields.TryGetValue("topologyVersion", out var version))
            return null;

        var hello = message.Body.ToBsonDocument();
        if (!HandshakeCommands.IsAwaitable(hello) || !reply.Fields.Contains("helloOk"))
            return null;

        return message with { Body = RawDocument.From(hello.Set("topologyVersion", version)) };
    }
}
