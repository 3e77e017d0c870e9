extern alias protobufnet;

using protobufnet::Google.Protobuf.Reflection;
using Orbital.AppHost;

namespace Orbital.ContractExport.Tests;

/// <summary>
/// Programs that were built from the released contract still work. On a release, its files go into <c>Released</c>:
/// <c>dotnet run --project tools/Orbital.ContractExport -- export --to tests/Orbital.ContractExport.Tests/Released</c>.
/// </summary>
public sealed class CompatibilityTests
{
    private static readonly string Released = Repository.PathOf("tests", "Orbital.ContractExport.Tests", "Released", "protos");

    [Fact]
    public void Nothing_of_the_released_contract_has_another_number_type_or_name() =>
        ContractBreaks.Between(Parse(Released), Parse(Repository.PathOf("protos"))).ShouldBeEmpty();

    [Theory]
    [InlineData("int32 quantity = 3;", "int64 quantity = 3;", "orbital.orders.v1.OrderItem.quantity")]
    [InlineData("int32 quantity = 3;", "int32 quantity = 4;", "orbital.orders.v1.OrderItem.quantity")]
    [InlineData("int32 quantity = 3;", "optional int32 quantity = 3;", "orbital.orders.v1.OrderItem.quantity")]
    [InlineData("string item_name = 1;", "string name = 1;", "orbital.orders.v1.OrderItem.item_name")]
    [InlineData("repeated OrderItem order_items = 4;", "repeated OrderRequest order_items = 4;", "orbital.orders.v1.OrderRequest.order_items")]
    [InlineData("returns (OrderResponse)", "returns (stream OrderResponse)", "orbital.orders.v1.OrderService.SendOrder")]
    public void A_change_that_breaks_callers_is_named(string before, string after, string broken)
    {
        var text = File.ReadAllText(Path.Combine(Released, "orbital", "orders", "v1", "orders.proto"));
        text.ShouldContain(before);

        var breaks = ContractBreaks.Between(ParseText(text), ParseText(text.Replace(before, after)));

        breaks.ShouldHaveSingleItem().ShouldStartWith($"{broken}: ");
    }

    [Fact]
    public void A_new_field_breaks_nobody()
    {
        var text = File.ReadAllText(Path.Combine(Released, "orbital", "orders", "v1", "orders.proto"));

        var added = text.Replace("int32 quantity = 3;", "int32 quantity = 3;\n  string note = 4;");

        ContractBreaks.Between(ParseText(text), ParseText(added)).ShouldBeEmpty();
        ContractBreaks.Between(ParseText(added), ParseText(text)).ShouldBe(["orbital.orders.v1.OrderItem.note: was LabelOptional TypeString 4, is missing"]);
    }

    private static FileDescriptorSet Parse(string folder)
    {
        var set = new FileDescriptorSet();
        set.AddImportPath(folder);
        foreach (var file in Directory.EnumerateFiles(folder, "*.proto", SearchOption.AllDirectories))
            set.Add(Path.GetRelativePath(folder, file).Replace('\\', '/'));
        return Processed(set);
    }

    private static FileDescriptorSet ParseText(string text)
    {
        var set = new FileDescriptorSet();
        set.Add("orders.proto", source: new StringReader(text));
        return Processed(set);
    }

    private static FileDescriptorSet Processed(FileDescriptorSet set)
    {
        set.Process();
        set.GetErrors().ShouldBeEmpty();
        return set;
    }
}
