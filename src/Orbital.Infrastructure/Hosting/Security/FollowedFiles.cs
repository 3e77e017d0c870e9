using System.Security.Cryptography;
using Microsoft.Extensions.Logging;

namespace Orbital.Infrastructure.Hosting.Security;

/// <summary>
/// What some files hold together, read again when their content changes, however it does: written over, renamed, a link turned elsewhere.
/// New content that cannot be used leaves the old in force.
/// </summary>
/// <remarks>Looked at when asked for, not by a timer: nothing runs while nobody connects, and the health checks ask every few seconds.</remarks>
internal sealed class FollowedFiles<T>
    where T : class
{
    private static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(2);

    private readonly Lock _looking = new();
    private readonly string _setting;
    private readonly IReadOnlyList<string> _paths;
    private readonly Func<IReadOnlyList<byte[]>, T> _read;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Func<T, string?>? _objection;
    private volatile T _current;
    private volatile string? _problem;
    private byte[] _inForce;
    private byte[]? _notUsable;
    private bool _said;
    private long _looked;

    /// <param name="setting">Names them in the log.</param>
    /// <param name="paths">The files; relative to the working directory.</param>
    /// <param name="read">Makes of their contents, in this order, what they mean. Throws when they mean nothing.</param>
    /// <param name="time">Says when to look again.</param>
    /// <param name="logger">Is told of changes.</param>
    /// <param name="objection">Why what can be read must not take the place of what is in force; null when it may. Not asked at the start.</param>
    public FollowedFiles(
        string setting, IReadOnlyList<string> paths, Func<IReadOnlyList<byte[]>, T> read, TimeProvider time, ILogger logger, Func<T, string?>? objection = null)
    {
        (_setting, _paths, _read, _time, _logger, _objection) = (setting, paths, read, time, logger, objection);
        var contents = ReadAll();
        _current = read(contents);
        _inForce = Fingerprint(contents);
        _looked = time.GetTimestamp();
    }

    /// <summary>What is in force now.</summary>
    public T Current
    {
        get
        {
            LookAgain();
            return _current;
        }
    }

    /// <summary>Why the files' present content is not in force; null when it is.</summary>
    public string? Problem
    {
        get
        {
            LookAgain();
            return _problem;
        }
    }

    private void LookAgain()
    {
        if (_time.GetElapsedTime(Interlocked.Read(ref _looked)) < LookInterval || !_looking.TryEnter())
            return;
        try
        {
            Look();
        }
        finally
        {
            Interlocked.Exchange(ref _looked, _time.GetTimestamp());
            _looking.Exit();
        }
    }

    private void Look()
    {
        byte[] found = [];
        try
        {
            var contents = ReadAll();
            found = Fingerprint(contents);
            if (!found.AsSpan().SequenceEqual(_inForce))
            {
                var next = _read(contents);
                // It may be over with time alone, so it is asked each time.
                if (_objection?.Invoke(next) is { } problem)
                {
                    Refuse(found, problem);
                    return;
                }

                (_current, _inForce) = (next, found);
                FilesLog.Changed(_logger, _setting);
            }

            (_problem, _notUsable, _said) = (null, null, false);
        }
        catch (Exception exception)
        {
            Refuse(found, exception.Message);
        }
    }

    // A certificate is often there a moment before its key: only what is found twice is worth a word.
    private void Refuse(byte[] found, string problem)
    {
        var isNew = _notUsable is null || !found.AsSpan().SequenceEqual(_notUsable);
        (_problem, _notUsable) = (problem, found);
        if (isNew)
        {
            _said = false;
            return;
        }

        if (_said)
            return;
        _said = true;
        TlsMeter.ReloadFailures.Add(1, new KeyValuePair<string, object?>("setting", _setting));
        FilesLog.NotUsable(_logger, _setting, problem);
    }

    private List<byte[]> ReadAll() => [.. _paths.Select(File.ReadAllBytes)];

    private static byte[] Fingerprint(List<byte[]> contents)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var content in contents)
            hash.AppendData(SHA256.HashData(content));
        return hash.GetHashAndReset();
    }
}

internal static partial class FilesLog
{
    [LoggerMessage(Level = LogLevel.Information, Message = "The files of {Setting} changed: new connections use what they hold now")]
    public static partial void Changed(ILogger logger, string setting);

    [LoggerMessage(Level = LogLevel.Error, Message = "The files of {Setting} changed and cannot be used: {Problem}; what they held before stays in force")]
    public static partial void NotUsable(ILogger logger, string setting, string problem);
}
