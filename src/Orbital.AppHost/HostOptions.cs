namespace Orbital.AppHost;

/// <summary>What the command line and the settings ask for.</summary>
internal sealed record HostOptions
{
    /// <summary>Sample orders a minute; 0 inserts none.</summary>
    public required double SampleOrdersPerMinute { get; init; }

    /// <summary>Deletes the data of earlier runs first.</summary>
    public required bool Fresh { get; init; }

    /// <summary>Where the databases that are started here keep their files.</summary>
    public required string DataDirectory { get; init; }

    public required int KitchenPort { get; init; }

    public required int GrpcPort { get; init; }

    public required int OrderManagementPort { get; init; }

    public required int MongoDBPort { get; init; }

    /// <summary>auto, local, embedded or a folder with PostgreSQL's programs.</summary>
    public required string PostgreSqlChoice { get; init; }

    /// <summary>A PostgreSQL named by the user: used, and none is started.</summary>
    public string? PostgreSqlConnection { get; init; }

    /// <summary>A MongoDB named by the user: used, none is started, and no sample order ever goes into it.</summary>
    public string? MongoDBConnection { get; init; }

    /// <summary>A kitchen named by the user, to which Order Management sends instead of the one that is started here.</summary>
    public string? NamedKitchenAddress { get; init; }

    /// <summary>The services speak TLS, and know each other by certificates that are made here.</summary>
    public bool Tls { get; init; }

    /// <summary><c>https</c> with <see cref="Tls"/>, else <c>http</c>.</summary>
    public string Scheme => Tls ? "https" : "http";

    /// <summary>Where Order Management sends orders.</summary>
    public string KitchenAddress => NamedKitchenAddress ?? $"{Scheme}://localhost:{GrpcPort}";

    /// <summary>Where Order Management watches for orders: the samples go there.</summary>
    public string OrderDatabase { get; init; } = "orbital";

    public string OrderCollection { get; init; } = "orders";

    /// <summary>The ports that will be listened on, with what for and how to change each.</summary>
    public IEnumerable<NeededPort> NeededPorts()
    {
        yield return new NeededPort(KitchenPort, "the kitchen's display and API", "--kitchen-port");
        yield return new NeededPort(GrpcPort, "the kitchen's gRPC", "--grpc-port");
        yield return new NeededPort(OrderManagementPort, "Order Management", "--order-management-port");
        if (MongoDBConnection is null)
            yield return new NeededPort(MongoDBPort, "MongoDB", "--mongodb-port");
    }
}

/// <summary>A port, what will listen on it, and the option that changes it.</summary>
internal sealed record NeededPort(int Number, string Purpose, string Option);
