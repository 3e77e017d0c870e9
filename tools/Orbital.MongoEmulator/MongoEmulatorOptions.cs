namespace Orbital.MongoEmulator;

/// <summary>How to start the emulator.</summary>
public sealed record MongoEmulatorOptions
{
    /// <summary>Port on 127.0.0.1; 0, the default, takes a free one.</summary>
    public int Port { get; init; }

    /// <summary>
    /// How many changes the oplog keeps, 100,000 by default. A change stream that is further behind, or resumes from
    /// before them, fails with 286 ChangeStreamHistoryLost. The documents of these entries stay in memory.
    /// </summary>
    public int OplogEntries { get; init; } = 100_000;

    /// <summary>Name of the one-node replica set; <c>rs0</c> by default.</summary>
    public string ReplicaSet { get; init; } = "rs0";

    /// <summary>After how long without a write cluster time moves on by itself; 10 s by default, as in mongod.</summary>
    public TimeSpan IdleTick { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The server's clock.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>Where the log goes; nowhere by default.</summary>
    public Action<ILoggingBuilder> Logging { get; init; } = static _ => { };

    internal void Validate()
    {
        if (Port is < 0 or > 65535)
            throw new InvalidOperationException($"{nameof(Port)} is {Port}, not 0 to 65535");
        if (OplogEntries < 1)
            throw new InvalidOperationException($"{nameof(OplogEntries)} is {OplogEntries}, not 1 or more");
        if (IdleTick < TimeSpan.FromSeconds(1))
            throw new InvalidOperationException($"{nameof(IdleTick)} is {IdleTick}, not a second or more");
        if (ReplicaSet.Length == 0)
            throw new InvalidOperationException($"{nameof(ReplicaSet)} is empty");
    }
}
