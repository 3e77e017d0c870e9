using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Orbital.Contracts.Kitchen.V1;
using Orbital.Testing;
using ProtoBuf.Grpc.Client;

namespace Orbital.Kitchen.Api.Tests.Hostile;

/// <summary>Whatever bytes come as a body: they are taken, or refused with a problem of the documented kind.</summary>
[Collection(HostileCollection.Name)]
public sealed class RestFuzzTests(HostileKitchen kitchen)
{
    private static readonly int[] Answers = [200, 201, 400, 404, 409, 412, 413, 415, 422];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public Task No_body_is_too_odd() => kitchen.WithstandsAsync(async () =>
    {
        var items = kitchen.Replica.Channel.CreateGrpcService<IBatchItemService>();
        var made = await items.CreateBatchItem(new() { StationName = "Fuzz", ItemName = "Burger", Quantity = 8 });
        (HttpMethod Method, string Path, string Valid)[] requests =
        [
            (HttpMethod.Post, "batch-items", """{"stationName":"Fuzz","itemName":"Burger","quantity":2,"note":"well done","priority":"rush"}"""),
            (HttpMethod.Patch, $"batch-items/{made.Id}", """{"quantity":7,"note":null,"priority":"normal"}"""),
            (HttpMethod.Post, $"batch-items/{made.Id}/complete", """{"quantity":1}"""),
            (HttpMethod.Put, "stations/Fuzz/batching-policy", """{"windowSeconds":60,"capacity":20,"itemName":"Fries"}"""),
            (HttpMethod.Post, "pairings/ABCD-EFGH/approval", """{"name":"Grill 1","stations":["Fuzz","Grill"],"role":"cook"}"""),
        ];

        var tries = await Fuzz.RunAsync(async random =>
        {
            var (method, path, valid) = requests[random.Next(requests.Length)];
            var body = Fuzz.Mutate(Encoding.UTF8.GetBytes(valid), random);
            using var request = new HttpRequestMessage(method, $"/api/v1/{path}") { Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } } };
            using var answer = await kitchen.Replica.Http.SendAsync(request, Ct);
            var text = await answer.Content.ReadAsStringAsync(Ct);

            Answers.ShouldContain((int)answer.StatusCode, $"{method} {path} {Convert.ToHexString(body)}: {text}");
            if (!answer.IsSuccessStatusCode)
                JsonElement.Parse(text).GetProperty("type").GetString().ShouldNotBeNull().ShouldStartWith("urn:orbital:problem:");
        });

        tries.ShouldBeGreaterThan(10);
    });
}
