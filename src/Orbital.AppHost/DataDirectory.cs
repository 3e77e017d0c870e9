using System.Globalization;
using Orbital.AppHost.Processes;

namespace Orbital.AppHost;

/// <summary>The folder with the databases' files, held by one run at a time.</summary>
internal sealed class DataDirectory : IDisposable
{
    private const string LockName = "lock";
    private const string CertificatesName = "tls";
    private static readonly TimeSpan PatienceWithEarlierRun = TimeSpan.FromSeconds(7);
    private static readonly TimeSpan ProbeInterval = TimeSpan.FromMilliseconds(50);

    private readonly FileStream _lock;

    private DataDirectory(string path, FileStream held) => (Path, _lock) = (path, held);

    public string Path { get; }

    /// <summary>Takes the folder, and makes it when it is missing.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <exception cref="HostFailure">Another run has it.</exception>
    public static async Task<DataDirectory> TakeAsync(string path, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(path);
        var data = new DataDirectory(path, Lock(path));
        await data.WaitForEarlierRunAsync(cancellationToken);
        return data;
    }

    /// <summary>Remembers who ends our processes if we cannot; the next run waits until that is done.</summary>
    public void EndedBy(Warden warden)
    {
        _lock.SetLength(0);
        _lock.Write(System.Text.Encoding.ASCII.GetBytes(warden.Id.ToString(CultureInfo.InvariantCulture)));
        _lock.Flush();
    }

    /// <summary>A folder or file of one database.</summary>
    public string PathOf(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>The folder of the certificates.</summary>
    public string CertificatesPath => PathOf(CertificatesName);

    /// <summary>Deletes what earlier runs left there, but not the certificates: browsers have been told to trust them.</summary>
    public void Clear()
    {
        foreach (var entry in new DirectoryInfo(Path).EnumerateFileSystemInfos().Where(entry => entry.Name is not (LockName or CertificatesName)))
        {
            if (entry is DirectoryInfo directory)
                directory.Delete(recursive: true);
            else
                entry.Delete();
        }
    }

    public void Dispose()
    {
        _lock.SetLength(0);
        _lock.Dispose();
    }

    private static FileStream Lock(string path)
    {
        try
        {
            // The system releases it when we end, however we end.
            return new FileStream(System.IO.Path.Combine(path, LockName), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException exception)
        {
            throw new HostFailure($"Orbital is already running on {path}. End that run first, or give this one a folder of its own with --data.",
                exception);
        }
    }

    // A run that was killed outright left its warden to end the processes, which takes a moment.
    private async Task WaitForEarlierRunAsync(CancellationToken cancellationToken)
    {
        using var reader = new StreamReader(_lock, leaveOpen: true);
        if (!int.TryParse(await reader.ReadToEndAsync(cancellationToken), CultureInfo.InvariantCulture, out var warden))
            return;
        var started = TimeProvider.System.GetTimestamp();
        while (Signals.IsAlive(warden) && TimeProvider.System.GetElapsedTime(started) < PatienceWithEarlierRun)
            await Task.Delay(ProbeInterval, TimeProvider.System, cancellationToken);
    }
}
