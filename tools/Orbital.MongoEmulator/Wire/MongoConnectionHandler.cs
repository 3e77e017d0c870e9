using System.Buffers;
using System.Buffers.Binary;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;
using Orbital.MongoEmulator.Commands;

namespace Orbital.MongoEmulator.Wire;

/// <summary>One loop for each connection: requests on a connection never overlap.</summary>
internal sealed partial class MongoConnectionHandler(
    CommandDispatcher dispatcher,
    ClientConnections connections,
    IHostApplicationLifetime lifetime,
    ILogger<MongoConnectionHandler> logger) : ConnectionHandler
{
    public override async Task OnConnectedAsync(ConnectionContext connection)
    {
        var client = connections.Add(connection, lifetime.ApplicationStopping);
        try
        {
            await ServeAsync(connection.Transport, client);
        }
        catch (WireProtocolException exception)
        {
            LogBadFrame(logger, client.Id, exception.Message);
            connection.Abort();
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException or ConnectionAbortedException)
        {
            // The client went away, or the server stops, or a fault closes the connection: nobody is left to answer.
        }
        finally
        {
            connections.Remove(client);
        }
    }

    private async Task ServeAsync(IDuplexPipe transport, ClientConnection client)
    {
        var writer = new MessageWriter(transport.Output);
        while (await ReadFrameAsync(transport.Input, client.Closed) is { } frame)
        {
            var message = MessageParser.Parse(frame);
            var reply = await dispatcher.ExecuteAsync(message, client);
            while (HelloStream.Next(message, reply) is { } next)
            {
                var id = await writer.WriteAsync(message, reply, moreToCome: true, client.Closed);
                message = next with { RequestId = id };
                reply = await dispatcher.ExecuteAsync(message, client);
            }

            if (message.ExpectsReply)
                await writer.WriteAsync(message, reply, moreToCome: false, client.Closed);
        }
    }

    /// <summary>
    /// A whole message in an array of its own, which stored documents may be slices of; null at the end of the connection.
    /// </summary>
    private static async ValueTask<byte[]?> ReadFrameAsync(PipeReader input, CancellationToken cancellationToken)
    {
        while (true)
        {
            var result = await input.ReadAsync(cancellationToken);
            if (TryTakeFrame(result.Buffer, out var frame))
            {
                input.AdvanceTo(result.Buffer.GetPosition(frame.Length));
                return frame;
            }

            if (result.IsCompleted)
                return null;

            input.AdvanceTo(result.Buffer.Start, result.Buffer.End);
        }
    }

    private static bool TryTakeFrame(ReadOnlySequence<byte> buffer, out byte[] frame)
    {
        frame = [];
        if (buffer.Length < 4)
            return false;

        Span<byte> prefix = stackalloc byte[4];
        buffer.Slice(0, 4).CopyTo(prefix);
        var length = BinaryPrimitives.ReadInt32LittleEndian(prefix);
        if (length is < MessageParser.HeaderLength or > MessageParser.MaximumLength)
            throw new WireProtocolException($"message length {length}");
        if (buffer.Length < length)
            return false;

        frame = buffer.Slice(0, length).ToArray();
        return true;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Connection {ConnectionId} closed: {Reason}")]
    private static partial void LogBadFrame(ILogger logger, int connectionId, string reason);
}
