using MzPanel.Agent.Config;
using MzPanel.Agent.Processes;
using MzPanel.Protocol.Logs;

namespace MzPanel.Agent.Commands.Packages;

/// <summary>Waits until no other program works on the packages. apt itself waits for one of these files only.</summary>
internal sealed class PackageLocks(AgentRoot root, TimeProvider time)
{
    /// <summary>How long it is waited.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);

    private static readonly string[] Files =
        ["/var/lib/dpkg/lock-frontend", "/var/lib/dpkg/lock", "/var/lib/apt/lists/lock", "/var/cache/apt/archives/lock"];

    /// <summary>Why it is still locked after all that time, or <see langword="null"/> where it is free now.</summary>
    public async Task<CommandResult?> WaitAsync(CommandContext context, CancellationToken cancelled)
    {
        var start = time.GetTimestamp();
        var told = 0;
        while (Holder() is { } pid)
        {
            if (time.GetElapsedTime(start) >= Limit)
                return CommandResult.Fail("package_lock_held", $"{Name(pid)} has held the packages for {Limit.TotalMinutes:0} minutes.");
            if (told != pid)
                context.Log.Write(LogLine.Stdout, $"Waiting for {Name(pid)} to let go of the packages.");
            told = pid;
            await Task.Delay(Look, time, cancelled);
        }
        return null;
    }

    /// <summary>The same, and has dpkg finish what it was interrupted in: apt refuses to work before that.</summary>
    public async Task<CommandResult?> ReadyAsync(CommandContext context, CancellationToken cancelled)
    {
        if (await WaitAsync(context, cancelled) is { } held)
            return held;
        // An interrupted dpkg leaves its journal behind.
        var journal = root.SystemPath("/var/lib/dpkg/updates");
        if (!Directory.Exists(journal) || !Directory.EnumerateFiles(journal).Any())
            return null;
        context.Log.Write(LogLine.Stdout, "An earlier run was interrupted; it is finished first.");
        return await context.RunAsync(Apt.Configure, cancelled) is not 0 and var code
            ? CommandResult.Fail("package_manager_failed", $"dpkg ended with exit code {code}.", code) : null;
    }

    private int? Holder() => Files.Select(file => Holder(root.SystemPath(file))).FirstOrDefault(pid => pid is not null);

    private static int? Holder(string file)
    {
        try
        {
            using var handle = File.OpenHandle(file, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
            var question = new FileLock { Type = Libc.WriteLock };
            return Libc.AskLock((int)handle.DangerousGetHandle(), Libc.GetLock, ref question) == 0 && question.Type != Libc.NoLock ? question.Pid : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Not there yet, or not ours to look at: then apt says what it thinks of it.
            return null;
        }
    }

    private static string Name(int pid)
    {
        try
        {
            return $"process {pid} ({File.ReadAllText($"/proc/{pid}/comm").Trim()})";
        }
        catch (IOException)
        {
            return $"process {pid}";
        }
    }
}
