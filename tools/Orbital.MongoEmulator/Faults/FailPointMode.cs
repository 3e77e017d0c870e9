using System.Runtime.InteropServices;
using MongoDB.Bson;
using Orbital.MongoEmulator.Commands;

namespace Orbital.MongoEmulator.Faults;

internal enum FailPointActivation
{
    Off,
    AlwaysOn,

    /// <summary>The first so many times, then off.</summary>
    Times,

    /// <summary>Not the first so many times, then always.</summary>
    Skip,

    /// <summary>Each time with that probability.</summary>
    Probability,
}

/// <summary>The <c>mode</c> of configureFailPoint: <c>off</c>, <c>alwaysOn</c>, or an object of one field.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct FailPointMode(FailPointActivation Activation, double Value = 0)
{
    public static FailPointMode Parse(BsonValue mode) => mode switch
    {
        BsonString { Value: "off" } => new(FailPointActivation.Off),
        BsonString { Value: "alwaysOn" } => new(FailPointActivation.AlwaysOn),
        BsonDocument { ElementCount: 1 } option => ParseOption(option.GetElement(0)),
        _ => throw Unknown(mode),
    };

    private static FailPointMode ParseOption(BsonElement option) => (option.Name, option.Value) switch
    {
        ("times", { IsNumeric: true } times) => new(FailPointActivation.Times, Count(option.Name, times)),
        ("skip", { IsNumeric: true } skip) => new(FailPointActivation.Skip, Count(option.Name, skip)),
        ("activationProbability", { IsNumeric: true } probability) when probability.ToDouble() is >= 0 and <= 1 =>
            new(FailPointActivation.Probability, probability.ToDouble()),
        ("activationProbability", _) =>
            throw new CommandException(ErrorCodes.BadValue, "activationProbability must be a number from 0 to 1"),
        _ => throw Unknown(new BsonDocument(option)),
    };

    private static int Count(string name, BsonValue value) =>
        value.ToDouble() is >= 0 and <= int.MaxValue and var count && Math.Floor(count) == count
            ? (int)count
            : throw new CommandException(ErrorCodes.BadValue, $"'{name}' must be a whole number, 0 or more");

    private static CommandException Unknown(BsonValue mode) => new(
        ErrorCodes.BadValue,
        $"unknown mode: {mode}; it is 'off', 'alwaysOn', {{ times: n }}, {{ skip: n }} or {{ activationProbability: p }}");
}
