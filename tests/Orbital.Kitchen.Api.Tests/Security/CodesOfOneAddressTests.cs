using System.Net;
using Orbital.Kitchen.Api.Tests.Rest;

namespace Orbital.Kitchen.Api.Tests.Security;

[Collection(SecuredCollection.Name)]
public sealed class CodesOfOneAddressTests(SecuredKitchen kitchen)
{
    [Fact]
    public async Task One_address_has_some_codes_at_a_time_and_its_oldest_gives_way()
    {
        const int Most = 10;
        using var approved = new Screen(kitchen.Replica);
        using var oldest = new Screen(kitchen.Replica);
        var code = await approved.AskAsync();
        await oldest.AskAsync();
        (await kitchen.SendAsync(HttpMethod.Post, $"pairings/{code}/approval", kitchen.Issuer.Token("manager"), new { name = "Grill 1" })).Status.ShouldBe(HttpStatusCode.OK);

        var later = Enumerable.Range(0, Most).Select(_ => new Screen(kitchen.Replica)).ToList();
        try
        {
            foreach (var screen in later)
                await screen.AskAsync();

            (await oldest.StatusAsync(HttpMethod.Get, "pairings/mine")).ShouldBe(HttpStatusCode.NotFound, "it asks again, and has a code again");
            (await approved.StatusAsync(HttpMethod.Get, "pairings/mine")).ShouldBe(HttpStatusCode.OK, "it is in already");
            foreach (var screen in later)
                (await screen.StatusAsync(HttpMethod.Get, "pairings/mine")).ShouldBe(HttpStatusCode.OK);
        }
        finally
        {
            later.ForEach(screen => screen.Dispose());
        }
    }
}
