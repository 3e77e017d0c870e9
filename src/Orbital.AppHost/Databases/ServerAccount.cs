using Orbital.AppHost.Processes;

namespace Orbital.AppHost.Databases;

/// <summary>
/// The account PostgreSQL runs as. It refuses to run as root, as which containers usually run: there it becomes <c>nobody</c>,
/// with the one capability to pass through folders that are root's alone, so that its data can stay in <c>.orbital/</c>.
/// </summary>
internal sealed class ServerAccount
{
    private static readonly IReadOnlyList<string> PassThroughFolders = ["--inh-caps=+dac_override", "--ambient-caps=+dac_override"];

    private readonly IReadOnlyList<string> _prefix;
    private readonly string? _owner;

    private ServerAccount(IReadOnlyList<string> prefix, string? owner) => (_prefix, _owner) = (prefix, owner);

    /// <summary>Finds the way to run the given program with its data in the given folder.</summary>
    /// <exception cref="HostFailure">We are root, and nobody cannot be made to reach the folder.</exception>
    public static async Task<ServerAccount> ForAsync(string program, string directory, CancellationToken cancellationToken)
    {
        if (!OperatingSystem.IsLinux() || !Environment.IsPrivilegedProcess)
            return new ServerAccount([], null);

        var (user, group) = NobodyIds();
        IReadOnlyList<string> asNobody = ["setpriv", $"--reuid={user}", $"--regid={group}", "--clear-groups"];
        IReadOnlyList<string> reaching = [.. asNobody, .. PassThroughFolders];
        foreach (var prefix in new[] { reaching, asNobody })
        {
            var account = new ServerAccount(prefix, $"{user}:{group}");
            if (await account.ReachesAsync(program, directory, cancellationToken))
                return account;
        }
        throw new HostFailure(
            $"PostgreSQL does not run as root, and user nobody cannot reach {directory} or {program}. "
            + "Start as another user, or with --data in a folder that every user can reach (such as /var/tmp/orbital).");
    }

    /// <summary>Gives a folder, with all that is in it, to the account.</summary>
    public async Task OwnAsync(string directory, CancellationToken cancellationToken)
    {
        if (_owner is null)
            return;
        var chown = await Command.RunAsync("chown", ["-R", _owner, directory], cancellationToken);
        if (!chown.Succeeded)
            throw new HostFailure($"{directory} could not be given to user nobody: {chown.Output}");
    }

    /// <summary>The command line that runs a program as this account.</summary>
    public (string FileName, IReadOnlyList<string> Arguments) Run(string program, params IEnumerable<string> arguments) =>
        _prefix.Count == 0 ? (program, [.. arguments]) : (_prefix[0], [.. _prefix.Skip(1), program, .. arguments]);

    private async Task<bool> ReachesAsync(string program, string directory, CancellationToken cancellationToken)
    {
        await OwnAsync(directory, cancellationToken);
        var (fileName, arguments) = Run("sh", "-c", "cd \"$1\" && test -w . && \"$2\" --version", "sh", directory, program);
        return (await Command.RunAsync(fileName, arguments, cancellationToken)).Succeeded;
    }

    private static (string User, string Group) NobodyIds()
    {
        // name:password:uid:gid:… Its group is "nogroup" on some systems and "nobody" on others, so go by number.
        var entry = File.ReadLines("/etc/passwd").FirstOrDefault(line => line.StartsWith("nobody:", StringComparison.Ordinal))
            ?? throw new HostFailure("PostgreSQL does not run as root, and this system has no user nobody: start as another user.");
        var fields = entry.Split(':');
        return (fields[2], fields[3]);
    }
}
