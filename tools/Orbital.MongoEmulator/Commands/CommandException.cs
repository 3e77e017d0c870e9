using MongoDB.Bson;

namespace Orbital.MongoEmulator.Commands;

/// <summary>The command fails with <c>ok: 0</c>, this code and this text.</summary>
internal sealed class CommandException(int code, string message) : Exception(message)
{
    public int Code { get; } = code;

    /// <summary>Exactly these; null: those of <see cref="ErrorLabels"/>.</summary>
    public IReadOnlyList<string>? Labels { get; init; }

    /// <summary>Further fields of the reply, such as <c>keyPattern</c> of a duplicate key.</summary>
    public BsonDocument Details { get; init; } = [];

    /// <summary>For what a real MongoDB does and the emulator does not: refused rather than done differently.</summary>
    public static CommandException NotSupported(string what) =>
        new(ErrorCodes.NotImplemented, $"{what} is not supported by this MongoDB emulator");
}
