using System.Net;

namespace Orbital.OrderManagement.Api.Tests;

/// <summary>Requests about dead letters that make no sense, to one running service.</summary>
public sealed class DeadLetterBadRequestTests(DeadLetterBadRequestTests.Running running) : IClassFixture<DeadLetterBadRequestTests.Running>
{
    [Theory]
    [InlineData("GET", "/api/v1/dead-letters?limit=0", HttpStatusCode.BadRequest)]
    [InlineData("GET", "/api/v1/dead-letters?limit=501", HttpStatusCode.BadRequest)]
    [InlineData("GET", "/api/v1/dead-letters?limit=many", HttpStatusCode.BadRequest)]
    [InlineData("GET", "/api/v1/dead-letters?cursor=!!", HttpStatusCode.BadRequest)]
    [InlineData("GET", "/api/v1/dead-letters?cursor=bm90aGluZw", HttpStatusCode.BadRequest)]
    [InlineData("GET", "/api/v1/dead-letters/nothing", HttpStatusCode.NotFound)]
    [InlineData("GET", "/api/v1/dead-letters/%21", HttpStatusCode.NotFound)]
    [InlineData("POST", "/api/v1/dead-letters/nothing/replay", HttpStatusCode.NotFound)]
    [InlineData("DELETE", "/api/v1/dead-letters/nothing", HttpStatusCode.NotFound)]
    public async Task Nonsense_is_answered_as_such(string method, string path, HttpStatusCode expected)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        using var response = await running.Http.SendAsync(request, TestContext.Current.CancellationToken);

        response.StatusCode.ShouldBe(expected);
    }

    public sealed class Running : BetweenSourceAndKitchen
    {
        internal HttpClient Http => Service.Http;
    }
}
