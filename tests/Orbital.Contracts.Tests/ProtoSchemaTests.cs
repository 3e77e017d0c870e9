namespace Orbital.Contracts.Tests;

/// <summary>What the exported files must say whatever they contain; what they contain is pinned where they are written.</summary>
public sealed class ProtoSchemaTests
{
    private static readonly Dictionary<string, string[]> Packages = ProtoSchema.Files.ToDictionary(file => file.Package, file => Lines(file.Text));

    private static string[] Kitchen => Packages["orbital.kitchen.v1"];

    [Fact]
    public void Each_package_is_one_file_whose_path_is_its_name() => ProtoSchema.Files.Select(file => file.Path)
        .ShouldBe(["orbital/kitchen/v1/kitchen.proto", "orbital/orders/v1/orders.proto"]);

    [Fact]
    public void Every_service_is_in_the_file_of_its_package()
    {
        ProtoSchema.Services.ShouldContain("orbital.orders.v1.OrderService");
        foreach (var service in ProtoSchema.Services)
        {
            var dot = service.LastIndexOf('.');
            Packages[service[..dot]].ShouldContain($"service {service[(dot + 1)..]} {{");
        }
    }

    [Fact]
    public void What_may_be_left_out_is_optional_and_nothing_else_is()
    {
        var optional = Kitchen.Where(line => line.StartsWith("optional", StringComparison.Ordinal));

        optional.ShouldBe(
            ["optional int32 quantity = 4;", "optional int64 after_sequence = 1;", "optional int32 quantity = 5;", "optional string note = 6;"]);
        FieldsOf("CompleteBatchItemRequest")[^1].ShouldBe("optional int32 quantity = 4;");
        FieldsOf("UpdateBatchItemRequest")[^2..].ShouldBe(["optional int32 quantity = 5;", "optional string note = 6;"]);
        FieldsOf("SubscribeRequest")[0].ShouldBe("optional int64 after_sequence = 1;");
    }

    [Fact]
    public void Every_action_on_a_batch_item_has_its_guards_under_the_same_numbers()
    {
        string[] actions = ["Start", "Complete", "Recall", "Update", "Cancel"];
        foreach (var message in actions.Select(action => $"{action}BatchItemRequest").Append("AcknowledgeCancellationRequest"))
            FieldsOf(message)[..3].ShouldBe(["string id = 1;", "int64 expected_version = 2;", "string idempotency_key = 3;"]);
    }

    private static string[] FieldsOf(string message) =>
        [.. Kitchen.SkipWhile(line => line != $"message {message} {{").Skip(1).TakeWhile(line => line != "}")];

    private static string[] Lines(string text) => text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
}
