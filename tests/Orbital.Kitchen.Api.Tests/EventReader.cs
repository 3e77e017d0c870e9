using System.Text.Json;

namespace Orbital.Kitchen.Api.Tests;

/// <summary>One message of an event stream.</summary>
internal sealed record SseMessage(long? Id, string Event, JsonElement Data);

/// <summary>Reads an event stream as a browser does.</summary>
internal sealed class EventReader(HttpResponseMessage response, StreamReader lines) : IAsyncDisposable
{
    public HttpResponseMessage Response => response;

    public static async Task<EventReader> OpenAsync(HttpClient http, string path = "/api/v1/events", string? lastEventId = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (lastEventId is not null)
            request.Headers.TryAddWithoutValidation("Last-Event-ID", lastEventId);
        var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        return new EventReader(response, new StreamReader(await response.Content.ReadAsStreamAsync()));
    }

    /// <summary>The next message that is not a heartbeat; null at the end of the stream. When it is cut, the connection is gone.</summary>
    public Task<SseMessage?> NextAsync(bool heartbeats = false, CancellationToken cut = default) => NextAsync(TimeSpan.FromSeconds(20), heartbeats, cut);

    public async Task<SseMessage?> NextAsync(TimeSpan within, bool heartbeats = false, CancellationToken cut = default)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cut);
        deadline.CancelAfter(within);
        long? id = null;
        var (name, data) = ("message", "");
        while (await lines.ReadLineAsync(deadline.Token) is { } line)
        {
            if (line.Length == 0 && data.Length > 0 && (heartbeats || name != "heartbeat"))
                return new SseMessage(id, name, JsonDocument.Parse(data).RootElement);
            if (line.Length == 0)
                (id, name, data) = (null, "message", "");
            else if (line.StartsWith("id: ", StringComparison.Ordinal))
                id = long.Parse(line[4..]);
            else if (line.StartsWith("event: ", StringComparison.Ordinal))
                name = line[7..];
            else if (line.StartsWith("data: ", StringComparison.Ordinal))
                data += line[6..];
        }

        return null;
    }

    public async Task<List<SseMessage>> TakeAsync(int count)
    {
        List<SseMessage> messages = [];
        while (messages.Count < count)
            messages.Add(await NextAsync() ?? throw new EndOfStreamException($"the stream ended after {messages.Count} events"));
        return messages;
    }

    public ValueTask DisposeAsync()
    {
        lines.Dispose();
        response.Dispose();
        return ValueTask.CompletedTask;
    }
}
