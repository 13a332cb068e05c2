using MzPanel.Agent.Config;
using MzPanel.Agent.Cron;
using MzPanel.Agent.Sites;
using MzPanel.Protocol.Commands;

namespace MzPanel.Agent.Commands.Cron;

/// <summary>What cron would run, out of the files that it reads.</summary>
internal sealed class CronListCommand : ICommand
{
    private const int Most = 2_000;
    private const int MostFiles = 1_000;
    private const long LargestFile = 256 * 1024;

    public CommandKind Kind => CronList.Kind;

    public Task<CommandResult> RunAsync(CommandContext context, CancellationToken cancelled)
    {
        var (entries, notes) = (new List<CronEntry>(), new List<string>());
        if (!CronChange.HasCron)
            notes.Add("cron is not installed: nothing runs what stands in its files.");
        foreach (var (file, user) in Files(context.Root).Take(MostFiles))
        {
            cancelled.ThrowIfCancellationRequested();
            Read(file, user, entries, notes);
        }
        Tell(new CronJobs(context.Root), entries, notes);
        if (entries.Count > Most)
            notes.Add($"{entries.Count - Most} further entries are left out.");
        return Task.FromResult(CommandResult.Done(new CronInventory([.. entries.Take(Most)], notes), CommandsJson.Plain.CronInventory));
    }

    // Names as cron itself takes them: it passes over what a package or an editor has left.
    private static IEnumerable<(string File, string? User)> Files(AgentRoot root) =>
    [
        .. InDirectory(root.SystemPath("/var/spool/cron/crontabs")).Select(f => (f, (string?)Path.GetFileName(f))),
        .. new[] { root.SystemPath("/etc/crontab") }.Where(File.Exists).Select(f => (f, (string?)null)),
        .. InDirectory(root.SystemPath("/etc/cron.d"))
            .Where(f => Path.GetFileName(f).All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_')).Select(f => (f, (string?)null)),
    ];

    // In cron's files ours all say the same: what they run stands in the registry.
    private static void Tell(CronJobs jobs, List<CronEntry> entries, List<string> notes)
    {
        for (var i = 0; i < entries.Count; i++)
            try
            {
                var name = Path.GetFileName(entries[i].Source);
                if (name.StartsWith(CronJobs.Prefix, StringComparison.Ordinal) && CronArgs.IsEntry(name[CronJobs.Prefix.Length..]) && jobs.Find(name[CronJobs.Prefix.Length..]) is { } job)
                    entries[i] = new CronEntry(job.User, entries[i].Schedule, job.Command, entries[i].Source, job.Entry, job.SiteId, jobs.Outcome(job.Entry));
            }
            catch (SiteException e)
            {
                notes.Add(e.Message);
            }
    }

    private static IEnumerable<string> InDirectory(string directory) =>
        Directory.Exists(directory) ? Directory.GetFiles(directory).Order(StringComparer.Ordinal) : [];

    private static void Read(string file, string? user, List<CronEntry> entries, List<string> notes)
    {
        try
        {
            var facts = new FileInfo(file);
            // A user's own must be a file: what else lies there could lead anywhere, or never end.
            if (facts.Length > LargestFile || (user is not null && facts.LinkTarget is not null))
            {
                notes.Add($"{file} is left out: it is too large, or a link.");
                return;
            }
            var (found, unreadable) = CronTable.Parse(File.ReadAllText(file), user, file);
            entries.AddRange(found);
            if (unreadable.Count > 0)
                notes.Add($"{file}: line {string.Join(", ", unreadable.Take(10))} is no entry.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            notes.Add($"{file} cannot be read: {e.Message}");
        }
    }
}
