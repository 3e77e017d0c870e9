using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Orbital.Kitchen.Api.Rest.OpenApi;

/// <summary>What the whole API is about.</summary>
internal static class Overview
{
    private const string Description =
        """
        What a kitchen has to cook, and what its cooks do about it.

        - **Lists** come in pages: hand `nextCursor` in as `cursor`. A cursor stays good while entries change.
        - **`sequence`** is the number of the last event that an answer counts in: follow `/api/v1/events?after=` it.
        - **Commands** may be repeated: one that already holds answers with the present state. `If-Match` guards against acting on a state
          that has changed; `Idempotency-Key` makes sure that a request sent twice is done once.
        - **Sign-in**: a token as `Authorization: Bearer`, or the cookie of a paired display; each operation says which role it needs. 401 is for
          who is not known, 403 for who may not. In development nobody has to sign in.
        - **Errors** are `application/problem+json` with a stable `type`. Nothing is written by a request that is refused.
        """;

    private static readonly (string Name, string Description)[] Tags =
    [
        ("Batch items", "The units of kitchen work: how many of one item one station must cook now, gathered from any number of orders."),
        ("Orders", "What customers ordered, as the kitchen knows it."),
        ("Stations", "Where items are cooked, how they are gathered, and the board over all of them."),
        ("Displays", "The screens that were let in, and how others are."),
        ("Events", "Numbered facts about orders and batch items."),
    ];

    public static Task DescribeAsync(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellationToken)
    {
        document.Info = new OpenApiInfo { Title = "Orbital Kitchen", Version = "v1", Description = Description };
        document.Tags = new HashSet<OpenApiTag>(Tags.Select(tag => new OpenApiTag { Name = tag.Name, Description = tag.Description }));
        return Task.CompletedTask;
    }
}
