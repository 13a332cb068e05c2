using System.Security.Cryptography;
using System.Text;
using MzPanel.Agent.Commands;
using MzPanel.Agent.Config;
using MzPanel.Agent.Events;
using MzPanel.Agent.Sites;
using MzPanel.Protocol.Events;
using MzPanel.Protocol.Logs;

namespace MzPanel.Agent.Backups;

/// <summary>
/// Dumps of what databases of MariaDB held before a restore: each is there from when it is whole until its restore is through or undone. What
/// is found later belongs to one that was killed, or could not be undone. It is told, and only a person removes it.
/// </summary>
internal static class BeforeRestore
{
    /// <summary>End of the name while it is written: nothing has been loaded over what it holds.</summary>
    public const string Unfinished = ".part";

    private const int IdBytes = 16;

    public static string FolderOf(AgentRoot root) => root.Resolve("/var/lib/mz/before-restore");

    /// <summary>The same for every attempt of a job: what an earlier one kept is what was there.</summary>
    public static string FileOf(CommandContext context, string dump) =>
        $"{FolderOf(context.Root)}/{Uri.EscapeDataString(context.Job ?? "restore")}-{Path.GetFileName(dump)}";

    /// <summary>Says what earlier restores left; for kinds of which there is one at a time.</summary>
    public static void Tell(CommandContext context, TimeProvider time)
    {
        if (!Directory.Exists(FolderOf(context.Root)))
            return;
        foreach (var part in Directory.EnumerateFiles(FolderOf(context.Root), "*" + Unfinished))
            SystemFile.Delete(part);
        foreach (var file in Directory.EnumerateFiles(FolderOf(context.Root), "*.sql").Where(f => !IsOf(context, f)).Order(StringComparer.Ordinal))
            Tell(context, file, time);
    }

    private static bool IsOf(CommandContext context, string file) =>
        context.Job is { } job && Path.GetFileName(file).StartsWith(Uri.EscapeDataString(job) + "-", StringComparison.Ordinal);

    private static void Tell(CommandContext context, string file, TimeProvider time)
    {
        var name = Path.GetFileNameWithoutExtension(file);
        var said = $"A restore of the MariaDB database {Uri.UnescapeDataString(name[(name.IndexOf('-', StringComparison.Ordinal) + 1)..])} was interrupted, or could not be undone. "
            + $"What it held before is in {file}: load it (mariadb < {file}), or remove it if it is not needed.";
        context.Log.Write(LogLine.Stderr, said);
        // Under one id for each: told with every run it is one event.
        EventDrop.Put(context.Root, new Guid(SHA256.HashData(Encoding.UTF8.GetBytes(name)).AsSpan(0, IdBytes)).ToString(), new AgentEvent
        {
            Name = "backup.restore_interrupted", Severity = EventSeverity.Warning, Message = said, At = time.GetUtcNow().ToUnixTimeMilliseconds(),
        });
    }
}
