namespace Orbital.MongoEmulator.Commands;

/// <summary>What hello advertises: clients leave the address they were given and go to this one, so it must be reachable.</summary>
internal sealed class ServerAddress
{
    public int Port { get; set; }

    public string HostAndPort => $"127.0.0.1:{Port}";
}
