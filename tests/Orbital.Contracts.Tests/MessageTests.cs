using System.Reflection;
using System.Text.Json;
using Orbital.Contracts.Kitchen.V1;
using ProtoBuf;
using ProtoBuf.Meta;

namespace Orbital.Contracts.Tests;

public sealed class MessageTests
{
    public static TheoryData<Type> Messages => [.. WireContract.Messages];

    public static TheoryData<Type> Enums => [.. WireContract.Enums];

    [Fact]
    public void The_contract_has_messages_and_enums() =>
        (WireContract.Messages.Count >= 17 && WireContract.Enums.Count >= 2 && WireContract.Services.Count >= 2).ShouldBeTrue();

    [Theory]
    [MemberData(nameof(Messages))]
    public void A_full_message_comes_back_as_it_went(Type message)
    {
        var sent = WireContract.Filled(message);

        Json(SentAndReceived(sent)).ShouldBe(Json(sent));
    }

    [Theory]
    [MemberData(nameof(Messages))]
    public void An_empty_message_comes_back_without_nulls_in_texts_and_lists(Type message)
    {
        var received = SentAndReceived(Activator.CreateInstance(message)!);

        var nulls = message.GetProperties().Where(property => property.GetValue(received) is null).ToList();
        nulls.ShouldAllBe(property => new NullabilityInfoContext().Create(property).ReadState == NullabilityState.Nullable);
    }

    [Theory]
    [MemberData(nameof(Messages))]
    public void Every_property_is_on_the_wire_under_its_snake_case_name(Type message)
    {
        var members = message.GetProperties().Where(property => property.Name != "EqualityContract").ToList();

        members.ShouldNotBeEmpty();
        members.ShouldAllBe(property =>
            property.GetCustomAttribute<ProtoMemberAttribute>()!.Name == JsonNamingPolicy.SnakeCaseLower.ConvertName(property.Name));
        members.Select(property => property.GetCustomAttribute<ProtoMemberAttribute>()!.Tag).ShouldBe(Enumerable.Range(1, members.Count));
    }

    [Theory]
    [MemberData(nameof(Enums))]
    public void Every_enum_begins_with_unspecified_and_names_itself_in_each_value(Type type)
    {
        var prefix = JsonNamingPolicy.SnakeCaseUpper.ConvertName(type.Name);
        var names = type.GetFields(BindingFlags.Public | BindingFlags.Static)
            .Select(field => (Number: (int)field.GetRawConstantValue()!, field.GetCustomAttribute<ProtoEnumAttribute>()?.Name)).ToList();

        Enum.GetName(type, 0).ShouldBe("Unspecified");
        names.ShouldContain((0, $"{prefix}_UNSPECIFIED"));
        names.ShouldAllBe(value => value.Name!.StartsWith($"{prefix}_", StringComparison.Ordinal));
    }

    [Fact]
    public void What_an_update_leaves_out_differs_from_what_it_empties()
    {
        var emptied = (UpdateBatchItemRequest)SentAndReceived(new UpdateBatchItemRequest { Quantity = 0, Note = "" });
        var leftOut = (UpdateBatchItemRequest)SentAndReceived(new UpdateBatchItemRequest());

        (emptied.Quantity, emptied.Note).ShouldBe((0, ""));
        (leftOut.Quantity, leftOut.Note).ShouldBe((null, null));
    }

    [Fact]
    public void Times_keep_their_moment_and_are_UTC()
    {
        var moment = new DateTime(2026, 11, 23, 12, 34, 56, 789, DateTimeKind.Utc).AddMicroseconds(123);

        var received = (BatchItem)SentAndReceived(new BatchItem { CreatedAt = moment, StartedAt = moment });

        received.CreatedAt.ShouldBe(moment);
        received.CreatedAt.Kind.ShouldBe(DateTimeKind.Utc);
        received.StartedAt.ShouldBe(moment);
        received.CompletedAt.ShouldBeNull();
    }

    private static object SentAndReceived(object message)
    {
        using var wire = new MemoryStream();
        RuntimeTypeModel.Default.Serialize(wire, message);
        wire.Position = 0;
        return RuntimeTypeModel.Default.Deserialize(wire, null, message.GetType());
    }

    private static string Json(object message) => JsonSerializer.Serialize(message);
}
