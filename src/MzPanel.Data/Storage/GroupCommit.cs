namespace MzPanel.Data.Storage;

/// <summary>One group into the records: together where possible, one by one where one of them is refused.</summary>
internal static class GroupCommit
{
    private const int DeadlockTries = 4;

    public static async ValueTask RunAsync(IWriteSession session, IReadOnlyList<PendingOp> group)
    {
        if (await TryAsync(session, group) is not { } fault)
            return;
        if (group.Count == 1 || IsShared(fault))
            Fail(group, fault);
        else
            foreach (var op in group)
                await RunAloneAsync(session, op);
    }

    private static async ValueTask RunAloneAsync(IWriteSession session, PendingOp op)
    {
        if (await TryAsync(session, [op]) is { } fault)
            op.Fail(fault);
    }

    private static async ValueTask<Exception?> TryAsync(IWriteSession session, IReadOnlyList<PendingOp> group)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                var started = StorageMeters.Start();
                await session.RunAsync(group);
                StorageMeters.Committed(started, group.Count);
            }
            catch (Exception e) when (Faults.IsDeadlock(e) && tries < DeadlockTries)
            {
                continue;
            }
            catch (Exception e)
            {
                return StorageMeters.Failed(Faults.Translate(e));
            }
            foreach (var op in group)
                op.Complete();
            return null;
        }
    }

    /// <summary>Fails every neighbour as well, so trying them one by one only takes longer.</summary>
    private static bool IsShared(Exception fault) => fault is StorageException { Fault: not StorageFault.Full };

    private static void Fail(IReadOnlyList<PendingOp> group, Exception fault)
    {
        foreach (var op in group)
            op.Fail(fault);
    }
}
