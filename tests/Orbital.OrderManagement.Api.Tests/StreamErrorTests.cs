using System.Collections.Concurrent;
using MongoDB.Bson;

namespace Orbital.OrderManagement.Api.Tests;

/// <summary>
/// Each error that MongoDB may answer to the opening of a change stream and to a read from it, with the label by which drivers know it
/// and without. The waits are those of the back-off, so a few services share the cases between them.
/// </summary>
public sealed class StreamErrorTests
{
    private const int Services = 12;

    private static readonly int[] Resumable = [6, 7, 63, 89, 91, 133, 150, 189, 234, 262, 9001, 10107, 11600, 11602, 13388, 13435, 13436];
    private static readonly int[] NotResumable = [1, 13, 43, 50, 96, 136, 237, 260, 280, 286, 10334, 11601];

    private readonly ConcurrentQueue<Case> _cases = new(
        from code in Resumable.Concat(NotResumable)
        from command in new[] { "getMore", "aggregate" }
        from labelled in new[] { true, false }
        select new Case(code, command, labelled));

    [Fact]
    public async Task No_error_of_the_stream_stops_the_service_or_loses_an_order()
    {
        var failed = new ConcurrentBag<string>();

        await Task.WhenAll(Enumerable.Range(0, Services).Select(_ => WorkAsync(failed)));

        failed.ShouldBeEmpty();
    }

    private async Task WorkAsync(ConcurrentBag<string> failed)
    {
        await using var under = await ServiceUnderFault.StartAsync();
        while (_cases.TryDequeue(out var one))
        {
            try
            {
                await OvercomesAsync(under, one);
            }
            catch (Exception exception)
            {
                failed.Add($"{one}: {exception.Message}");
                return;
            }
        }

        await under.BecomesAsync("feed", "Healthy");
    }

    private static async Task OvercomesAsync(ServiceUnderFault under, Case one)
    {
        var entered = await CountAsync(under);
        await under.AdminAsync(one.FailPoint);
        // A stream is opened when a read has failed.
        if (one.Command == "aggregate")
            await under.AdminAsync($"{{ configureFailPoint: 'failGetMoreAfterCursorCheckout', mode: {{ times: 1 }}, data: {{ errorCode: 6, appName: '{ServiceUnderFault.Application}' }} }}");
        // The read that waits just now brings this one, and the next read is the one that fails.
        await under.Source.InsertAsync(SourceOrders.Order($"{one}: before"));
        await under.AdminAsync($"{{ waitForFailPoint: 'failCommand', timesEntered: {entered + 1}, maxTimeMS: 60000 }}");

        await under.DeliversAsync($"{one}: during");
        await under.ArriveAsync($"{one}: before");

        (await CountAsync(under) - entered).ShouldBe(one.Times, "all the failures have happened");
    }

    private static async Task<long> CountAsync(ServiceUnderFault under) =>
        (await under.AdminAsync("{ configureFailPoint: 'failCommand', mode: 'off' }"))["count"].ToInt64();

    private sealed record Case(int Code, string Command, bool Labelled)
    {
        // An opening is first the driver's own, then ours, with whatever the driver retries of it.
        public int Times => Command == "aggregate" && !Labelled ? 2 : 1;

        public string FailPoint => new BsonDocument
        {
            { "configureFailPoint", "failCommand" },
            { "mode", new BsonDocument("times", Times) },
            {
                "data", new BsonDocument
                {
                    { "failCommands", new BsonArray { Command } },
                    { "appName", ServiceUnderFault.Application },
                    { "errorCode", Code },
                    { "errorLabels", Labelled ? new BsonArray { Label } : [] },
                }
            },
        }.ToJson();

        private string Label => Resumable.Contains(Code) ? "ResumableChangeStreamError" : "NonResumableChangeStreamError";

        public override string ToString() => $"{Code} on {Command}, {(Labelled ? "labelled" : "without label")}";
    }
}
