#if NETSTANDARD2_0
namespace System.Runtime.CompilerServices;

// The compiler asks for this type to allow init-only properties; .NET Standard 2.0 has none.
internal static class IsExternalInit;
#endif
