using System.Collections.Concurrent;
using System.Text;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Orbital.Infrastructure.Hosting.Security;

namespace Orbital.Infrastructure.Tests.Hosting;

public sealed class FollowedFilesTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("orbital-followed-");
    private readonly FakeTimeProvider _time = new();
    private readonly Lines _log = new();

    private string File1 => Path.Combine(_folder.FullName, "one");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void What_is_written_is_in_force_a_moment_later()
    {
        var files = Follow("a");

        File.WriteAllText(File1, "b");
        files.Current.ShouldBe("a");
        Later();

        files.Current.ShouldBe("b");
        _log.All.ShouldHaveSingleItem().ShouldContain("changed");
    }

    [Fact]
    public void What_cannot_be_used_leaves_the_old_in_force_and_is_said_once()
    {
        var files = Follow("a");

        File.WriteAllText(File1, "bad");
        for (var looks = 0; looks < 5; looks++)
        {
            Later();
            files.Current.ShouldBe("a");
        }

        files.Problem.ShouldBe("no good");
        _log.All.ShouldHaveSingleItem().ShouldContain("no good");
    }

    [Fact]
    public void What_is_bad_only_for_a_moment_is_not_worth_a_word()
    {
        var files = Follow("a");

        File.WriteAllText(File1, "bad");
        Later();
        files.Current.ShouldBe("a");
        File.WriteAllText(File1, "b");
        Later();

        files.Current.ShouldBe("b");
        files.Problem.ShouldBeNull();
        _log.All.ShouldHaveSingleItem().ShouldContain("changed");
    }

    [Fact]
    public void A_file_that_is_gone_changes_nothing_until_it_comes_back()
    {
        var files = Follow("a");

        File.Delete(File1);
        Later();
        files.Current.ShouldBe("a");
        files.Problem.ShouldNotBeNull();
        File.WriteAllText(File1, "a");
        Later();

        files.Current.ShouldBe("a");
        files.Problem.ShouldBeNull();
    }

    [Fact]
    public void What_may_not_take_over_yet_does_when_its_time_comes()
    {
        string? objection = "too early";
        var files = Follow("a", content => content == "b" ? objection : null);

        File.WriteAllText(File1, "b");
        for (var looks = 0; looks < 5; looks++)
        {
            Later();
            files.Current.ShouldBe("a");
        }

        files.Problem.ShouldBe("too early");
        _log.All.ShouldHaveSingleItem().ShouldContain("too early");
        objection = null;
        Later();

        files.Current.ShouldBe("b");
        files.Problem.ShouldBeNull();
    }

    private FollowedFiles<string> Follow(string content, Func<string, string?>? objection = null)
    {
        File.WriteAllText(File1, content);
        return new FollowedFiles<string>("Some:Setting", [File1], Read, _time, _log, objection);
    }

    private static string Read(IReadOnlyList<byte[]> contents) =>
        Encoding.UTF8.GetString(contents[0]) is var text && text != "bad" ? text : throw new FormatException("no good");

    private void Later() => _time.Advance(TimeSpan.FromSeconds(3));

    private sealed class Lines : ILogger
    {
        public ConcurrentQueue<string> All { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            All.Enqueue(formatter(state, exception));
    }
}
