namespace Orbital.Infrastructure.OrderManagement.KitchenClient;

/// <summary>
/// A connection on which the server's preface is still to come: the SETTINGS frame with which every HTTP/2 server begins. A connection without
/// one fails with an exception that says so, whichever of the client's reads and writes notices first.
/// </summary>
/// <exception cref="NotHttp2Exception">Thrown by reads and writes: the server began with something else.</exception>
/// <exception cref="ClosedBeforePrefaceException">Thrown by reads and writes: the server ended the connection before it said anything.</exception>
/// <param name="connection">The connection, behind its TLS handshake if it has one.</param>
/// <param name="began">Told how it began, before a read or write returns or fails: with the exception, or null when the preface has begun.</param>
internal sealed class ServerPrefaceStream(Stream connection, Action<IOException?> began) : Stream
{
    private volatile bool _hasBegun;
    private volatile IOException? _problem;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        _hasBegun ? connection.ReadAsync(buffer, cancellationToken) : ReadPrefaceAsync(buffer, cancellationToken);

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
        _hasBegun ? connection.WriteAsync(buffer, cancellationToken) : WriteBeforePrefaceAsync(buffer, cancellationToken);

    public override Task FlushAsync(CancellationToken cancellationToken) => connection.FlushAsync(cancellationToken);

    public override void Flush() => connection.Flush();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override async ValueTask DisposeAsync()
    {
        await connection.DisposeAsync();
        await base.DisposeAsync();
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            connection.Dispose();
        base.Dispose(disposing);
    }

    private async ValueTask<int> ReadPrefaceAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        int count;
        try
        {
            count = await connection.ReadAsync(buffer, cancellationToken);
        }
        catch (Exception exception) when (IsOfTheServer(exception))
        {
            throw Failed(new ClosedBeforePrefaceException(exception));
        }

        // An empty buffer only waits until there is something to read.
        if (buffer.IsEmpty)
            return count;
        if (count == 0)
            throw Failed(new ClosedBeforePrefaceException(null));
        // A frame begins with its length in three bytes, and the first frame has at most 16 KiB.
        if (buffer.Span[0] != 0)
            throw Failed(new NotHttp2Exception());
        _hasBegun = true;
        began(null);
        return count;
    }

    // An alert of TLS comes in exceptions of several types; what the client closes or gives up itself says nothing of the server.
    private static bool IsOfTheServer(Exception exception) => exception is not (ObjectDisposedException or OperationCanceledException);

    private IOException Failed(IOException problem)
    {
        _problem = problem;
        began(problem);
        return problem;
    }

    // The client ends the connection when a read fails, and a write that is on its way then fails of that.
    private async ValueTask WriteBeforePrefaceAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken)
    {
        try
        {
            await connection.WriteAsync(buffer, cancellationToken);
        }
        catch (Exception) when (_problem is not null)
        {
            throw _problem;
        }
        catch (Exception exception) when (!_hasBegun && IsOfTheServer(exception))
        {
            throw Failed(new ClosedBeforePrefaceException(exception));
        }
    }
}

/// <summary>The server does not speak HTTP/2.</summary>
internal sealed class NotHttp2Exception() : IOException("the server's first bytes are no HTTP/2");

/// <summary>The server ended the connection before it said anything.</summary>
internal sealed class ClosedBeforePrefaceException(Exception? cause)
    : IOException("the server ended the connection before it said anything", cause);
