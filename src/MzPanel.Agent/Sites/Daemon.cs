using System.Globalization;
using MzPanel.Agent.Commands;
using MzPanel.Agent.Processes;

namespace MzPanel.Agent.Sites;

/// <summary>
/// A program that serves sites and takes its configuration over anew: a service of systemd where systemd runs this VPS, else a
/// process of its own, known by its pid file. A sandbox never touches the services of the VPS.
/// </summary>
internal sealed class Daemon(CommandContext context, string service, string processName, string pidFile, TimeProvider time)
{
    private static readonly TimeSpan EndLimit = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(20);

    /// <summary>Whether there is anything to be told.</summary>
    public bool Runs => BySystemd || Running() is not null;

    private bool BySystemd => context.Root.IsHost && Directory.Exists("/run/systemd/system");

    /// <summary>Starts it where it does not run; the exit code of what was called.</summary>
    public async Task<int> ReloadAsync(int signal, ProgramCall start, CancellationToken cancelled)
    {
        if (BySystemd)
            return await context.RunAsync(new ProgramCall("systemctl", ["reload-or-restart", "--", service + ".service"]), cancelled);
        if (Running() is { } pid)
            return Libc.SendSignal(pid, signal) == 0 ? 0 : throw Libc.Failure($"{service} cannot be told to read its configuration");
        SystemFile.MakeDirectory(Path.GetDirectoryName(context.Root.Resolve(pidFile))!, SystemFile.ReadableDirectory);
        // What a program leaves behind in its own group ends with it; in a session of its own it stays.
        return await context.RunAsync(start with { Program = "setsid", Arguments = ["--wait", start.Program, .. start.Arguments] }, cancelled);
    }

    /// <summary>Returns when it has ended: told anything else before that, it would end all the same. Long requests are not waited for.</summary>
    public async Task<int> StopAsync(CancellationToken cancelled)
    {
        if (BySystemd)
            return await context.RunAsync(new ProgramCall("systemctl", ["stop", "--", service + ".service"]), cancelled);
        if (Running() is not { } pid)
            return 0;
        if (Libc.SendSignal(pid, Libc.Quit) != 0)
            throw Libc.Failure($"{service} cannot be told to end");
        for (var start = time.GetTimestamp(); Running() == pid && time.GetElapsedTime(start) < EndLimit;)
            await Task.Delay(Look, time, cancelled);
        return 0;
    }

    /// <summary>Its process, where it lives; a pid file may outlive it, and its number may be another's by now.</summary>
    public int? Running() =>
        File.Exists(context.Root.Resolve(pidFile))
        && int.TryParse(File.ReadAllText(context.Root.Resolve(pidFile)).Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var pid)
        && ProcessId.Of(pid) is not null && NameOf(pid).StartsWith(processName, StringComparison.Ordinal) ? pid : null;

    private static string NameOf(int pid)
    {
        try
        {
            return File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/comm"));
        }
        catch (IOException)
        {
            return "";
        }
    }
}
