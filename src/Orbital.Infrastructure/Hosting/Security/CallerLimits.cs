using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Security.Claims;
using Microsoft.AspNetCore.Http;

namespace Orbital.Infrastructure.Hosting.Security;

/// <summary>The limits that count by caller, as they are in force; null for none.</summary>
public sealed class CallerLimits
{
    internal CallerLimits(LimitSettings settings, bool mustSignIn)
    {
        int? Default(int number) => mustSignIn ? number : null;
        ConnectionsPerAddress = settings.ConnectionsPerAddress ?? Default(1_000);
        RequestsPerSecond = settings.RequestsPerSecond ?? Default(50);
        FailedSignInsPerMinute = settings.FailedSignInsPerMinute ?? Default(300);
        PairingsPerMinute = settings.PairingsPerMinute ?? Default(10);
        ApprovalsPerMinute = settings.ApprovalsPerMinute ?? Default(10);
        StreamsPerCaller = settings.StreamsPerCaller ?? Default(20);
        Streams = settings.Streams;
    }

    /// <summary>Event streams of one caller.</summary>
    public int? StreamsPerCaller { get; }

    /// <summary>Event streams in all.</summary>
    public int Streams { get; }

    internal int? ConnectionsPerAddress { get; }

    internal int? RequestsPerSecond { get; }

    internal int? FailedSignInsPerMinute { get; }

    internal int? PairingsPerMinute { get; }

    internal int? ApprovalsPerMinute { get; }

    /// <summary>Whether any request counts against a rate.</summary>
    internal bool HaveRates => (RequestsPerSecond ?? PairingsPerMinute ?? ApprovalsPerMinute) is not null;
}

/// <summary>Who is counted as one.</summary>
public static class CallerKey
{
    /// <summary>A display or the holder of a certificate or token by its identity, everybody else by address.</summary>
    public static string Of(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var user = context.User;
        if (user.Identity is { IsAuthenticated: true } identity && (user.FindFirst(ClaimTypes.NameIdentifier)?.Value ?? identity.Name) is { Length: > 0 } name)
            return $"{identity.AuthenticationType} {name}";
        return OfAddress(context.Connection.RemoteIpAddress) is { } address ? $"address {address:X}" : "address";
    }

    /// <summary>An address as a number. A household has a whole /64 of IPv6: it counts as one.</summary>
    internal static UInt128? OfAddress(IPAddress? address)
    {
        if (address is null)
            return null;
        Span<byte> bytes = stackalloc byte[16];
        address.MapToIPv6().TryWriteBytes(bytes, out _);
        if (!address.IsIPv4MappedToIPv6 && address.AddressFamily == AddressFamily.InterNetworkV6)
            bytes[8..].Clear();
        return BinaryPrimitives.ReadUInt128BigEndian(bytes);
    }
}
