using System.Net;
using System.Text;

namespace Orbital.Kitchen.Api.Tests.Rest;

/// <summary>Bodies that are not JSON, or too much of it.</summary>
[Collection(RestCollection.Name)]
public sealed class UnreadableBodyTests(RestKitchen kitchen)
{
    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/xml")]
    [InlineData("application/x-www-form-urlencoded")]
    public Task Another_content_type_than_JSON_is_refused(string mediaType) => kitchen.NothingIsWrittenAsync(async () =>
    {
        using var content = new StringContent("""{"stationName":"Grill","itemName":"Burger","quantity":1}""", Encoding.UTF8, mediaType);
        (await kitchen.PostAsync("batch-items", content)).ShouldBeProblem(HttpStatusCode.UnsupportedMediaType, "unsupported-media-type");
    });

    [Fact]
    public Task JSON_in_another_encoding_than_UTF8_is_refused() => kitchen.NothingIsWrittenAsync(async () =>
    {
        using var content = new ByteArrayContent([.. "{\"stationName\":\""u8, 0xC3, 0x28, .. "\",\"itemName\":\"Burger\",\"quantity\":1}"u8]);
        content.Headers.ContentType = new("application/json");
        (await kitchen.PostAsync("batch-items", content)).Status.ShouldBe(HttpStatusCode.BadRequest);
    });

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public Task A_body_over_the_limit_is_refused(bool chunked) => kitchen.NothingIsWrittenAsync(async () =>
    {
        var body = $$"""{"stationName":"Grill","itemName":"Burger","quantity":1,"note":"{{new string('n', 70_000)}}"}""";
        using HttpContent content = chunked ? new StreamContent(new Unsized(body)) : new StringContent(body);
        content.Headers.ContentType = new("application/json");

        (await kitchen.PostAsync("batch-items", content)).ShouldBeProblem(HttpStatusCode.RequestEntityTooLarge, "too-large");
    });

    [Fact]
    public async Task Nesting_without_end_is_refused() =>
        (await kitchen.PostAsync("batch-items", $$"""{"note":{{new string('[', 10_000)}}""")).Status.ShouldBe(HttpStatusCode.BadRequest);

    /// <summary>Bytes whose number is not known before: they go out in chunks.</summary>
    private sealed class Unsized(string text) : MemoryStream(Encoding.UTF8.GetBytes(text))
    {
        public override bool CanSeek => false;
    }
}
