using System.Globalization;
using System.Net;
using System.Text;

namespace Orbital.Kitchen.Api.Tests.Sse;

/// <summary>A light client for tests with hundreds of streams: it checks that each event is the one after the last, and parses nothing else.</summary>
internal sealed class StreamFollower(HttpClient http)
{
    private readonly List<long> _bytesUpTo = [0];
    private string _lastLine = "";

    /// <summary>Number of the last event.</summary>
    public long Position { get; private set; }

    /// <summary>Whether the first bytes have come.</summary>
    public bool IsOpen { get; private set; }

    /// <summary>Answers so far.</summary>
    public int Answers { get; private set; }

    /// <summary>Whether the last message of the stream told when to come back.</summary>
    public bool WasToldToComeBack => _lastLine.StartsWith("retry: ", StringComparison.Ordinal);

    /// <summary>Bytes of the stream from its beginning to the end of an event, where every stream begins at event 1.</summary>
    public long BytesUpTo(long sequence) => _bytesUpTo[(int)sequence];

    /// <summary>Reads one stream from the present position to its end.</summary>
    public async Task FollowAsync(CancellationToken cancellationToken)
    {
        var url = new Uri($"/api/v1/events?after={Position}", UriKind.Relative);
        using var response = await http.GetAsync(url, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        Answers++;
        using var lines = new StreamReader(await response.Content.ReadAsStreamAsync(cancellationToken), Encoding.UTF8, false, bufferSize: 16 * 1024);
        while (await lines.ReadLineAsync(cancellationToken) is { } line)
            Take(line);
    }

    /// <summary>Follows through, and comes back at once whenever the stream ends, until nobody listens there any more.</summary>
    public async Task FollowUntilRefusedAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (true)
                await FollowAsync(cancellationToken);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            // Refused, or cut while the port was closing.
        }
    }

    private void Take(string line)
    {
        IsOpen = true;
        if (line.Length > 0)
            _lastLine = line;
        _bytesUpTo[^1] += Encoding.UTF8.GetByteCount(line) + 1;
        if (!line.StartsWith("id: ", StringComparison.Ordinal))
            return;
        var id = long.Parse(line.AsSpan(4), NumberStyles.None, CultureInfo.InvariantCulture);
        id.ShouldBe(Position + 1);
        Position = id;
        _bytesUpTo.Add(_bytesUpTo[^1]);
    }
}
