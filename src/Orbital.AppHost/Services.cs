using System.Globalization;
using Orbital.AppHost.Databases;
using Orbital.AppHost.Processes;

namespace Orbital.AppHost;

/// <summary>Orbital's two services, as processes.</summary>
internal static class Services
{
    private static readonly HttpClient Http = new() { Timeout = TimeSpan.FromSeconds(5) };

    public static Task StartKitchenAsync(HostOptions options, PostgreSqlServer postgreSql, Supervisor running, CancellationToken stop) =>
        StartAsync("kitchen", "Orbital.Kitchen.Api", options.KitchenPort, running, new Dictionary<string, string>
        {
            ["ConnectionStrings__PostgreSQL"] = postgreSql.ConnectionString,
            ["Kitchen__HttpPort"] = Text(options.KitchenPort),
            ["Kitchen__GrpcPort"] = Text(options.GrpcPort),
        }, stop);

    public static Task StartOrderManagementAsync(HostOptions options, MongoDBServer mongoDB, Supervisor running, CancellationToken stop) =>
        StartAsync("order-management", "Orbital.OrderManagement.Api", options.OrderManagementPort, running, new Dictionary<string, string>
        {
            ["ConnectionStrings__MongoDB"] = mongoDB.ConnectionString,
            ["OrderManagement__HttpPort"] = Text(options.OrderManagementPort),
            ["Kitchens__Default__Address"] = options.KitchenAddress,
        }, stop);

    private static async Task StartAsync(string name, string project, int port, Supervisor running, Dictionary<string, string> environment,
        CancellationToken stop)
    {
        // Readable logs, unless the user asked for another environment.
        if (Environment.GetEnvironmentVariable("ASPNETCORE_ENVIRONMENT") is null && Environment.GetEnvironmentVariable("DOTNET_ENVIRONMENT") is null)
            environment["DOTNET_ENVIRONMENT"] = "Development";
        var process = running.Start(ProcessSpec.DotNet(name, Repository.AssemblyOf("src", project)) with
        {
            WorkingDirectory = Repository.PathOf("src", project),
            Environment = environment,
        });
        await running.WaitUntilReadyAsync(process, cancellationToken => WhatIsMissingAsync(port, cancellationToken), stop);
    }

    private static async Task<string?> WhatIsMissingAsync(int port, CancellationToken cancellationToken)
    {
        try
        {
            using var response = await Http.GetAsync(new Uri($"http://127.0.0.1:{port}/health/ready"), cancellationToken);
            return response.IsSuccessStatusCode ? null : await response.Content.ReadAsStringAsync(cancellationToken);
        }
        catch (HttpRequestException exception)
        {
            return exception.Message;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return $"/health/ready on port {port} did not answer in time.";
        }
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
