using System.Collections.Concurrent;
using System.Net;
using Orbital.AppHost;
using Orbital.AppHost.Processes;

namespace Orbital.Testing;

/// <summary>A built service as a real process, with settings of its own: for tests of what only whole processes show.</summary>
public sealed class ServiceProcess : IAsyncDisposable
{
    // A service starts within two seconds, unless the machine has much else to do.
    private static readonly TimeSpan StartDeadline = TimeSpan.FromSeconds(60);

    private static readonly HttpClient Http = new() { Timeout = TimeSpan.FromSeconds(2) };

    // What a developer has set for ./run must not point a test at another database, kitchen or port.
    private static readonly string[] SettingsOfServices =
    [
        "ConnectionStrings", "OrderFeed", "OrderManagement", "Routing", "Kitchens", "Kitchen", "Batching", "Retention", "Displays",
        "Tls", "Security", "Authentication", "Cors", "Limits", "Shutdown", "AllowedHosts", "SECRETS_DIR",
        "DOTNET_ENVIRONMENT", "ASPNETCORE_ENVIRONMENT",
    ];

    private static readonly Dictionary<string, string> NoSettings = [];

    private readonly ConcurrentQueue<string> _output = new();
    private readonly ManagedProcess _process;

    private ServiceProcess(ProcessSpec spec) => _process = ManagedProcess.Start(spec, TestWarden.Shared, _output.Enqueue);

    public int Id => _process.Id;

    /// <summary>All lines of standard output and standard error so far.</summary>
    public IReadOnlyCollection<string> Output => _output;

    /// <summary>Completes with the exit code: 128 + the signal's number for a process that a signal ended.</summary>
    public Task<int> Exited => _process.Exited;

    /// <summary>Starts a project of <c>src/</c> or <c>tools/</c>, built in the same configuration as the tests.</summary>
    /// <param name="project">As in <c>Orbital.Kitchen.Api</c>.</param>
    /// <param name="settings">Configuration by its names, as in <c>Kitchen:HttpPort</c>. A service that is told no environment is as in
    /// <see cref="OpenProduction"/>.</param>
    /// <param name="arguments">The command line.</param>
    public static ServiceProcess Start(
        string project, IReadOnlyDictionary<string, string>? settings = null, params IReadOnlyList<string> arguments) =>
        new(SpecOf(project, settings, arguments));

    /// <summary>The same with standard output and standard error in a pipe that nobody reads, also not at its end.</summary>
    /// <param name="project">As in <c>Orbital.Kitchen.Api</c>.</param>
    /// <param name="pipe">Where to make the pipe.</param>
    /// <param name="settings">Configuration by its names.</param>
    public static ServiceProcess StartUnread(string project, string pipe, IReadOnlyDictionary<string, string> settings)
    {
        var spec = SpecOf(project, settings, []);
        // Opened for reading too, so that it never looks as if its reader had gone.
        const string Redirect = "mkfifo \"$1\" && exec 1<>\"$1\" 2>&1 && shift && exec \"$@\"";
        return new ServiceProcess(new ProcessSpec(spec.Name, "sh", ["-c", Redirect, "sh", pipe, spec.FileName, .. spec.Arguments])
        {
            WorkingDirectory = spec.WorkingDirectory,
            Inherits = spec.Inherits,
            Environment = spec.Environment,
        });
    }

    private static ProcessSpec SpecOf(string project, IReadOnlyDictionary<string, string>? settings, IReadOnlyList<string> arguments)
    {
        var folder = Directory.Exists(Repository.PathOf("tools", project)) ? "tools" : "src";
        return ProcessSpec.DotNet(project, Repository.AssemblyOf(folder, project), arguments) with
        {
            WorkingDirectory = Repository.PathOf(folder, project),
            Inherits = name => !IsSettingOfServices(name),
            Environment = DefaultsOf(project, settings ?? NoSettings).Concat(settings ?? NoSettings)
                .GroupBy(setting => setting.Key.Replace(":", "__", StringComparison.Ordinal))
                .ToDictionary(setting => setting.Key, setting => setting.Last().Value),
        };
    }

    private static Dictionary<string, string> DefaultsOf(string project, IReadOnlyDictionary<string, string> settings) =>
        project is "Orbital.Kitchen.Api" or "Orbital.OrderManagement.Api" && !settings.ContainsKey("DOTNET_ENVIRONMENT") ? OpenProduction.Settings() : NoSettings;

    private static bool IsSettingOfServices(string name) =>
        name.StartsWith("OTEL_", StringComparison.Ordinal) ||
        SettingsOfServices.Contains(name.Split("__")[0].Split(':')[0], StringComparer.OrdinalIgnoreCase);

    /// <summary>Returns when the address answers with 200.</summary>
    /// <exception cref="TimeoutException">It did not, or the process ended; carries what the process printed.</exception>
    public async Task WaitUntilAnswersAsync(string url, TimeSpan? deadline = null)
    {
        try
        {
            await Eventually.BecomesTrueAsync(async () => Exited.IsCompleted || await AnswersAsync(url), deadline ?? StartDeadline, url);
        }
        catch (TimeoutException exception)
        {
            throw new TimeoutException($"{exception.Message}\n{Transcript()}", exception);
        }
        if (Exited.IsCompleted)
            throw new TimeoutException($"{_process.Name} ended with {await Exited} before {url} answered.\n{Transcript()}");
    }

    /// <summary>SIGTERM. Await <see cref="Exited"/> for the effect.</summary>
    public void Terminate() => _process.Send(Signal.Terminate);

    /// <summary>SIGKILL, and waits until it is gone.</summary>
    public Task KillAsync() => _process.KillAsync();

    /// <summary>SIGSTOP: alive, and silent.</summary>
    public void Freeze() => _process.Send(Signal.Freeze);

    /// <summary>SIGCONT.</summary>
    public void Continue() => _process.Send(Signal.Continue);

    public ValueTask DisposeAsync() => _process.DisposeAsync();

    private static async Task<bool> AnswersAsync(string url)
    {
        try
        {
            using var response = await Http.GetAsync(new Uri(url), HttpCompletionOption.ResponseHeadersRead);
            return response.StatusCode == HttpStatusCode.OK;
        }
        catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException)
        {
            return false;
        }
    }

    private string Transcript() => string.Join('\n', _output);
}
