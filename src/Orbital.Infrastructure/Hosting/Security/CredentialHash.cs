using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace Orbital.Infrastructure.Hosting.Security;

/// <summary>What stands for a token or a cookie in memory, which holds none of them.</summary>
internal static class CredentialHash
{
    public static (UInt128, UInt128) Of(string credential)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(credential), hash);
        return MemoryMarshal.Read<(UInt128, UInt128)>(hash);
    }
}
