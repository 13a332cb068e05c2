using System.Text;
using System.Text.Json;
using MzPanel.Agent.Commands;
using MzPanel.Agent.Config;
using MzPanel.Agent.Jobs;
using MzPanel.Agent.Sites;
using MzPanel.Protocol.Commands;

namespace MzPanel.Agent.Cron;

/// <summary>The entries of ours, and what cron itself reads of them.</summary>
internal sealed class CronJobs(AgentRoot root)
{
    /// <summary>What the name of cron's file begins with.</summary>
    public const string Prefix = "mz-";

    private string Directory => root.Resolve("/etc/mz/cron");

    /// <summary>Names of all of them.</summary>
    public IReadOnlyList<string> Entries() => System.IO.Directory.Exists(Directory)
        ? [.. System.IO.Directory.GetFiles(Directory, "*.json").Select(f => Path.GetFileNameWithoutExtension(f)!).Where(CronArgs.IsEntry).Order(StringComparer.Ordinal)] : [];

    /// <summary>One of them; what is stored is trusted no more than what comes in.</summary>
    public CronJob? Find(string entry)
    {
        var file = Registered(entry);
        if (!File.Exists(file))
            return null;
        try
        {
            var job = JsonSerializer.Deserialize(File.ReadAllBytes(file), CommandsJson.Plain.CronJob) ?? throw new JsonException("null");
            return job.Entry == entry && CronSchedule.IsOne(job.Schedule) && (job.SiteId is null || job.User == SiteUsers.NameFor(job.SiteId))
                ? job : throw new JsonException("it holds what no entry may be");
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new SiteException("bad_registry", $"{file} cannot be read: {e.Message}");
        }
    }

    public void Write(CronJob job)
    {
        SystemFile.Write(Registered(job.Entry), JsonSerializer.SerializeToUtf8Bytes(job, CommandsJson.Plain.CronJob), SystemFile.OwnerOnly);
        SystemFile.Write(Tab(job.Entry), Encoding.UTF8.GetBytes(Line(job)), SystemFile.Readable);
    }

    /// <summary>First what starts it, then what it is.</summary>
    public void Delete(string entry)
    {
        SystemFile.Delete(Tab(entry));
        SystemFile.Delete(Registered(entry));
    }

    public void Forget(string entry) => SystemFile.Delete(Last(entry));

    public CronOutcome? Outcome(string entry)
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(Last(entry)), CommandsJson.Plain.CronOutcome);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }

    public void Write(string entry, CronOutcome outcome) =>
        SystemFile.Write(Last(entry), JsonSerializer.SerializeToUtf8Bytes(outcome, CommandsJson.Plain.CronOutcome), SystemFile.OwnerOnly);

    /// <summary>Held by the run that is under way.</summary>
    public string Lock(string entry) => Checked(entry, root.Resolve($"/var/lib/mz/cron/{entry}.lock"));

    private string Registered(string entry) => Checked(entry, $"{Directory}/{entry}.json");

    private string Tab(string entry) => Checked(entry, root.Resolve("/etc/cron.d/" + Prefix + entry));

    private string Last(string entry) => Checked(entry, root.Resolve($"/var/lib/mz/cron/{entry}.json"));

    // Nothing of what is to run is in it: cron gives % and line breaks a meaning of its own.
    private string Line(CronJob job)
    {
        string[] program = [.. ProcessWorkers.Self, "cron-exec", job.Entry, .. root.IsHost ? (string[])[] : ["--root", root.Path]];
        return "# Made by mzagent\nMAILTO=\"\"\n" + $"{job.Schedule} root {string.Join(' ', program.Select(ConfigText.Value))}\n";
    }

    private static string Checked(string entry, string path) => CronArgs.IsEntry(entry) ? path
        : throw new SiteException("bad_args", "args.entry is no name of an entry.");
}
