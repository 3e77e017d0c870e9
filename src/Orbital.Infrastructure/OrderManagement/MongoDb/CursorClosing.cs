namespace Orbital.Infrastructure.OrderManagement.MongoDb;

/// <summary>Ends a cursor without waiting for a server that may never answer.</summary>
internal static class CursorClosing
{
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(500);

    /// <summary>The driver's Dispose kills the cursor on the server first, and blocks as long as that takes.</summary>
    public static async ValueTask CloseAsync(IDisposable cursor, TimeProvider time) =>
        await Task.Run(cursor.Dispose).WaitAsync(Patience, time)
            .ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
}
