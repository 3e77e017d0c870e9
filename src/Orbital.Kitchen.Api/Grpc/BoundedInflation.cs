using System.IO.Compression;
using Grpc.Core;
using Grpc.Net.Compression;

namespace Orbital.Kitchen.Api.Grpc;

/// <summary>
/// Holds the limit of a message also for what it inflates to: the framework holds it for what came over the wire, and a megabyte of gzip may
/// be a gigabyte.
/// </summary>
internal sealed class BoundedInflation(ICompressionProvider inner, int mostBytes) : ICompressionProvider
{
    public string EncodingName => inner.EncodingName;

    /// <summary>Bounds all of them.</summary>
    public static void Bound(IList<ICompressionProvider> providers, int mostBytes)
    {
        for (var i = 0; i < providers.Count; i++)
            providers[i] = new BoundedInflation(providers[i], mostBytes);
    }

    public Stream CreateCompressionStream(Stream stream, CompressionLevel? compressionLevel) => inner.CreateCompressionStream(stream, compressionLevel);

    public Stream CreateDecompressionStream(Stream stream) => new BoundedStream(inner.CreateDecompressionStream(stream), mostBytes);

    private sealed class BoundedStream(Stream inflated, int mostBytes) : Stream
    {
        private long _read;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => _read; set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override int Read(Span<byte> buffer)
        {
            var read = inflated.Read(buffer);
            _read += read;
            return _read <= mostBytes ? read : throw new RpcException(new Status(StatusCode.ResourceExhausted, $"the message inflates to more than {mostBytes} bytes"));
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                inflated.Dispose();
            base.Dispose(disposing);
        }
    }
}
