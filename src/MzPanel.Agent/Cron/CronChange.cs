using MzPanel.Agent.Commands;
using MzPanel.Agent.Processes;
using MzPanel.Agent.Sites;

namespace MzPanel.Agent.Cron;

/// <summary>Sets and removes entries, so that a change is there as a whole or not at all.</summary>
internal sealed class CronChange(CommandContext context, TimeProvider time)
{
    private const int MostEntries = 1000;
    private readonly CronJobs jobs = new(context.Root);

    /// <summary>Whether something would run what is set.</summary>
    public static bool HasCron => ProgramFinder.Has("cron") || ProgramFinder.Has("crond");

    public Task SetAsync(CronJob wanted, CancellationToken cancelled)
    {
        if (context.Root.IsHost && !HasCron)
            throw SiteException.Missing("cron", "cron");
        var before = jobs.Find(wanted.Entry);
        if (before is not null && (before.SiteId != wanted.SiteId || before.User != wanted.User))
            throw new SiteException("already_exists", $"The entry {wanted.Entry} is that of {before.SiteId ?? before.User}.");
        if (before is null && jobs.Entries().Count >= MostEntries)
            throw new SiteException("too_many", $"There are {MostEntries} entries already: remove one first.");
        return TakeAsync([Step.Of($"have cron run the entry {wanted.Entry} at {wanted.Schedule} as {wanted.User}", () => jobs.Write(wanted), () => Restore(wanted.Entry, before))], cancelled);
    }

    public Task DeleteAsync(CronJob there, CancellationToken cancelled) => TakeAsync(Removal(there), cancelled);

    /// <summary>Steps of the removal of a site.</summary>
    public IEnumerable<Step> RemoveOf(string siteId) => jobs.Entries().Select(Readable).OfType<CronJob>().Where(j => j.SiteId == siteId).SelectMany(Removal);

    // Of whom an entry is that cannot be read nobody knows, and its site runs it no more.
    private CronJob? Readable(string entry)
    {
        try
        {
            return jobs.Find(entry);
        }
        catch (SiteException)
        {
            return null;
        }
    }

    private IEnumerable<Step> Removal(CronJob there) =>
    [
        Step.Of($"have cron run the entry {there.Entry} no more", () => jobs.Delete(there.Entry), () => jobs.Write(there)),
        Step.Of("forget what came of its last run", () => jobs.Forget(there.Entry)),
    ];

    private void Restore(string entry, CronJob? before)
    {
        if (before is null)
            jobs.Delete(entry);
        else
            jobs.Write(before);
    }

    private Task TakeAsync(IEnumerable<Step> steps, CancellationToken cancelled) => new StepRun(context.Log, time).TakeAsync(steps, context.Flag("dry_run"), cancelled);
}
