using Microsoft.Extensions.Logging.Abstractions;
using Orbital.Infrastructure.OrderManagement.MongoDb;

namespace Orbital.Infrastructure.Tests.OrderManagement;

public sealed class MongoConnectionTests
{
    // With the driver's own 10 s, a server that turned one handshake away was left alone for 9 to 13 s, measured; with 1 s, for about one.
    [Theory]
    [InlineData("", 1)]
    [InlineData("?heartbeatFrequencyMS=5000", 5)]
    public void A_server_that_turned_us_away_is_asked_again_after_a_second_or_as_the_connection_string_says(string options, int seconds)
    {
        var feed = new OrderFeedOptions { ConnectionString = "mongodb://127.0.0.1:1/" + options };
        using var connection = new MongoConnection(feed, TimeProvider.System, NullLogger<MongoConnection>.Instance);

        connection.Database.Client.Settings.HeartbeatInterval.ShouldBe(TimeSpan.FromSeconds(seconds));
    }
}
