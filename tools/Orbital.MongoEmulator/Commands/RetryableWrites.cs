using MongoDB.Bson;
using Orbital.MongoEmulator.Documents;
using Orbital.MongoEmulator.Storage;

namespace Orbital.MongoEmulator.Commands;

/// <summary>
/// The memory that makes a write retryable: each session's last numbered write with its reply. The same number again is
/// answered from here without doing it again; the client had lost the answer.
/// </summary>
internal sealed class RetryableWrites(MongoStore store)
{
    private const int RememberedSessions = 10_000;

    private readonly Dictionary<BsonValue, LinkedListNode<Remembered>> _bySession = new(ValueOrder.Instance);
    private readonly LinkedList<Remembered> _oldestFirst = [];

    /// <summary>Does the write under the store's gate, at most once for its number.</summary>
    public CommandReply Run(CommandRequest request, Func<CommandReply> write)
    {
        lock (store.Gate)
        {
            if (!request.Body.TryGetValue("txnNumber", out var number) || !request.Document("lsid").TryGetValue("id", out var session))
                return write();

            var transaction = number.ToInt64();
            if (_bySession.TryGetValue(session, out var known))
            {
                if (known.Value.Transaction == transaction)
                    return known.Value.Reply;
                if (known.Value.Transaction > transaction)
                    throw TooOld(session, transaction, known.Value.Transaction);
            }

            var reply = write();
            Remember(new Remembered(session, transaction, reply));
            return reply;
        }
    }

    private void Remember(Remembered write)
    {
        if (_bySession.Remove(write.Session, out var previous))
            _oldestFirst.Remove(previous);
        _bySession.Add(write.Session, _oldestFirst.AddLast(write));
        if (_bySession.Count <= RememberedSessions)
            return;

        _bySession.Remove(_oldestFirst.First!.Value.Session);
        _oldestFirst.RemoveFirst();
    }

    private static CommandException TooOld(BsonValue session, long transaction, long newest) => new(
        ErrorCodes.TransactionTooOld,
        $"Retryable write with txnNumber {transaction} is prohibited on session {session} because a newer retryable write with txnNumber {newest} has already started on this session.");

    private sealed record Remembered(BsonValue Session, long Transaction, CommandReply Reply);
}
