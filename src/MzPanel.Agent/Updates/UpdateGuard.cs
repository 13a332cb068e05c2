using MzPanel.Agent.Config;

namespace MzPanel.Agent.Updates;

/// <summary>
/// Watches over a new program: the program before it, in a process of its own, since the new one may be broken in any way. Without a
/// verdict in time it puts itself back and ends what runs in its place.
/// </summary>
internal sealed class UpdateGuard(UpdateFiles files, bool supervised, TimeProvider time)
{
    private const int Starts = 3;
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(200);

    // Without a service manager nobody starts again what has ended. Between two programs there may be none for a moment.
    private static readonly TimeSpan NobodyLimit = TimeSpan.FromSeconds(3);

    // Whoever else brings the agent back has this long to do it.
    private static readonly TimeSpan OthersLimit = TimeSpan.FromSeconds(5);

    /// <summary>Whether the agent has to be started: the old program is back, and nobody else starts it.</summary>
    public async Task<bool> RunAsync(CancellationToken cancelled)
    {
        using var alone = Alone();
        if (alone is null || files.Read() is not { } update || await DoesWellAsync(update, cancelled) is not { } why)
            return false;
        if (!new UpdateOutcome(files, time).Undo(update, why))
            return false;
        DaemonProcesses.Kill(files.Root);
        if (supervised)
            return false;
        // Looked for at the end only: what was killed is still to be seen for a moment.
        await Task.Delay(OthersLimit, time, cancelled);
        return !DaemonProcesses.Of(files.Root).Any();
    }

    /// <summary>Counts a start of the new program by a service manager; true where that was one too many and the old one is back.</summary>
    public bool CountStart()
    {
        if (files.Read() is not { } update || files.Verdict() == UpdateFiles.Welcomed)
            return false;
        if (update.Starts < Starts && files.Verdict() is null)
        {
            files.Write(update with { Starts = update.Starts + 1 });
            return false;
        }
        return new UpdateOutcome(files, time).Undo(update, $"it was started {Starts} times and ended each time.");
    }

    // Null where it was welcomed, or somebody else has settled it; otherwise what is wrong.
    private async Task<string?> DoesWellAsync(PendingUpdate update, CancellationToken cancelled)
    {
        var start = time.GetTimestamp();
        var limit = TimeSpan.FromSeconds(update.WelcomeS);
        while (files.Verdict() is null && files.Read() is not null)
        {
            if (time.GetElapsedTime(start) >= limit)
                return $"the control plane did not welcome it within {update.WelcomeS} s.";
            if (!supervised && await NobodyRunsAsync(NobodyLimit, cancelled))
                return "it ended by itself.";
            await Task.Delay(Look, time, cancelled);
        }
        return files.Verdict() == UpdateFiles.Failed && files.Read() is not null ? "an attempt to put it back was cut off." : null;
    }

    private async Task<bool> NobodyRunsAsync(TimeSpan limit, CancellationToken cancelled)
    {
        for (var start = time.GetTimestamp(); !DaemonProcesses.Of(files.Root).Any();)
        {
            if (time.GetElapsedTime(start) >= limit)
                return true;
            await Task.Delay(Look, time, cancelled);
        }
        return false;
    }

    private FileStream? Alone()
    {
        PrivateFile.MakeDirectory(files.Directory);
        try
        {
            return new FileStream(Path.Combine(files.Directory, "guard.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException)
        {
            return null;
        }
    }
}
