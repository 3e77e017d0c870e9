using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using NSubstitute;
using Orbital.Infrastructure.Hosting.Security;

namespace Orbital.Infrastructure.Tests.Hosting;

public sealed class LimitRefusalsTests
{
    [Fact]
    public void A_flood_of_requests_is_none_of_the_log()
    {
        var (time, log) = (new FakeTimeProvider(), new CollectedLog());
        var refusals = new LimitRefusals(Substitute.For<IProblemDetailsService>(), time, log);

        for (var i = 0; i < 1_000; i++)
            refusals.Note("rate", "Display 1");
        refusals.Note("streams", "Display 1");
        refusals.Note("rate", "Display 2");
        log.Lines.Count.ShouldBe(3);

        time.Advance(TimeSpan.FromMinutes(1));
        refusals.Note("rate", "Display 1");
        log.Lines.Count.ShouldBe(4);
        log.Lines[^1].ShouldBe("Refused (rate): Display 1 asks too much. It is not logged again within a minute");
    }

    [Theory]
    [InlineData("192.0.2.1", "192.0.2.1", true)]
    [InlineData("192.0.2.1", "::ffff:192.0.2.1", true)]
    [InlineData("192.0.2.1", "192.0.2.2", false)]
    [InlineData("2001:db8:0:1::1", "2001:db8:0:1:ffff::2", true)]
    [InlineData("2001:db8:0:1::1", "2001:db8:0:2::1", false)]
    public void Who_is_not_signed_in_counts_by_address(string one, string other, bool areOne) =>
        (CallerKey.Of(From(one)) == CallerKey.Of(From(other))).ShouldBe(areOne);

    private static DefaultHttpContext From(string address) => new() { Connection = { RemoteIpAddress = IPAddress.Parse(address) } };

    private sealed class CollectedLog : ILogger<LimitRefusals>
    {
        public List<string> Lines { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => Lines.Add(formatter(state, exception));
    }
}
