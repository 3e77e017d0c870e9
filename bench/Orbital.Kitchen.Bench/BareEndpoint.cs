using System.Buffers;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace Orbital.Kitchen.Bench;

/// <summary>
/// The limit: Kestrel and an endpoint that writes bytes it has in memory, as many at once as it is let. It has no database, no heartbeats and no
/// deadlines, and it never forgets.
/// </summary>
internal static class BareEndpoint
{
    /// <summary>Messages that one sending makes: an order received and two batch items.</summary>
    public const int MessagesPerSend = 3;

    private const int FlushBytes = 64 * 1024;

    /// <summary>Serves the messages of a file until standard input ends.</summary>
    public static async Task RunAsync(int port, string file)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, port, listen => listen.Protocols = HttpProtocols.Http1));
        await using var app = builder.Build();
        var log = new MessageLog(Split(await File.ReadAllBytesAsync(file)));
        app.MapGet("/ping", () => "pong");
        app.MapGet("/stream", (HttpContext context, int last) => StreamAsync(context, log, last));
        app.MapPost("/send", (string order) => log.Append(order));
        await app.StartAsync();
        await Console.In.ReadToEndAsync();
    }

    private static async Task StreamAsync(HttpContext context, MessageLog log, int last)
    {
        context.Response.ContentType = "text/event-stream";
        context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        var output = context.Response.BodyWriter;
        output.Write("retry: 1000\n\n:\nevent: heartbeat\ndata: {}\n\n"u8);
        for (var next = log.Count - last; ;)
        {
            var (until, grown) = log.State;
            for (var unflushed = 0; next < until && unflushed < FlushBytes; next++)
            {
                output.Write(log[next]);
                unflushed += log[next].Length;
            }

            await output.FlushAsync(context.RequestAborted);
            if (next == until)
                await grown.WaitAsync(context.RequestAborted);
        }
    }

    private static List<byte[]> Split(byte[] text)
    {
        List<byte[]> messages = [];
        for (var rest = text.AsSpan(); rest.IndexOf("\n\n"u8) is var end and >= 0; rest = rest[(end + 2)..])
            messages.Add(rest[..(end + 2)].ToArray());
        return messages;
    }

    /// <summary>All messages, those of the file first.</summary>
    private sealed class MessageLog
    {
        private const int MaxMessages = 1_000_000;
        private readonly Lock _gate = new();
        private readonly byte[][] _messages = new byte[MaxMessages][];
        private readonly (byte[] Before, byte[] After)[] _templates;
        private (int Count, TaskCompletionSource Grown) _state;

        public MessageLog(List<byte[]> messages)
        {
            messages.CopyTo(_messages);
            _state = (messages.Count, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
            var received = messages.FindIndex(message => message.AsSpan().IndexOf("event: order.received"u8) >= 0);
            _templates = [.. messages.GetRange(received, MessagesPerSend).Select(AroundOrderId)];
        }

        public int Count => State.Count;

        public (int Count, Task Grown) State
        {
            get
            {
                lock (_gate)
                    return (_state.Count, _state.Grown.Task);
            }
        }

        public byte[] this[int index] => _messages[index];

        public void Append(string order)
        {
            TaskCompletionSource grown;
            lock (_gate)
            {
                (var count, grown) = _state;
                foreach (var (before, after) in _templates)
                    _messages[count++] = [.. before, .. Encoding.ASCII.GetBytes(order), .. after];
                _state = (count, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
            }

            grown.SetResult();
        }

        private static (byte[] Before, byte[] After) AroundOrderId(byte[] message)
        {
            var text = Encoding.UTF8.GetString(message);
            var from = text.IndexOf(TimedOrder.Key, StringComparison.Ordinal) + TimedOrder.Key.Length;
            return (Encoding.UTF8.GetBytes(text[..from]), Encoding.UTF8.GetBytes(text[text.IndexOf('"', from)..]));
        }
    }
}
