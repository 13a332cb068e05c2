using System.Globalization;
using MzPanel.Agent.Commands;
using MzPanel.Agent.Config;
using MzPanel.Agent.Events;
using MzPanel.Agent.Processes;
using MzPanel.Agent.Sites;
using MzPanel.Protocol.Events;
using MzPanel.Protocol.Logs;

namespace MzPanel.Agent.Cron;

/// <summary>Runs an entry once, when cron says so; needs no control plane.</summary>
internal sealed class CronRun(CommandContext context, TimeProvider time)
{
    private const string Shell = "/bin/sh";
    private const int OutputBytes = 4096;
    private const int NotRun = 126;
    private const int TimedOut = 124; // timeout(1)
    private readonly CronJobs jobs = new(context.Root);

    /// <summary>Its exit code; 0 where it is not to run now.</summary>
    public async Task<int> RunAsync(string entry, CancellationToken cancelled)
    {
        if (jobs.Find(entry) is not { } job)
            throw new SiteException("not_found", $"There is no entry {entry} on this VPS.");
        using var alone = Alone(entry);
        if (alone is null)
        {
            context.Log.Write(LogLine.Stderr, "The run before is still under way.");
            return 0;
        }
        if (job.SiteId is not null && new SiteRegistry(context.Root).Find(job.SiteId) is not { Stage: SiteStage.Ready, Enabled: true })
        {
            context.Log.Write(LogLine.Stderr, "Its site is not served at the moment.");
            return 0;
        }
        var outcome = await TimedAsync(job, cancelled);
        var before = jobs.Outcome(entry);
        if (jobs.Find(entry) is not null)
            jobs.Write(entry, outcome);
        if (outcome.ExitCode != 0 && before is not { ExitCode: not 0 })
            EventDrop.Put(context.Root, Failed(job, outcome));
        return outcome.ExitCode;
    }

    private async Task<CronOutcome> TimedAsync(CronJob job, CancellationToken cancelled)
    {
        var (at, start, tail) = (time.GetUtcNow().ToUnixTimeMilliseconds(), time.GetTimestamp(), new TailLog(OutputBytes));
        var (code, error) = (NotRun, (string?)null);
        try
        {
            code = await time.WithinAsync(TimeSpan.FromSeconds(job.LimitS), c => context.RunAsync(Call(job), tail, c), cancelled);
        }
        catch (TimeoutException)
        {
            (code, error) = (TimedOut, string.Create(CultureInfo.InvariantCulture, $"It did not end within {job.LimitS} s and was ended."));
        }
        catch (Exception e) when (e is SiteException or UnknownUserException or IOException)
        {
            error = e.Message;
        }
        return new CronOutcome(at, (long)time.GetElapsedTime(start).TotalMilliseconds, code, tail.Text, error);
    }

    private ProgramCall Call(CronJob job)
    {
        if (job.SiteId is { } site)
            return OfSite(job, new SitePaths(context.Root, site));
        // The policy may have been withdrawn since the entry was made.
        return LocalPolicy.Read(context.Root).AllowShell ? new ProgramCall(Shell, ["-c", job.Command], context.Root.Resolve("/"), User: job.User)
            : throw new SiteException("policy_denied", "The policy file on the VPS does not say allow_shell.");
    }

    // By number: beneath another root the VPS itself does not know the user.
    private ProgramCall OfSite(CronJob job, SitePaths paths)
    {
        var user = new SiteUsers(context, time).Get(job.User);
        return new ProgramCall("setpriv", ["--reuid=" + user.Uid, "--regid=" + user.Gid, "--clear-groups", "--no-new-privs", "--", Shell, "-c", job.Command],
            paths.Public, new Dictionary<string, string> { ["HOME"] = paths.Public, ["USER"] = user.Name, ["LOGNAME"] = user.Name });
    }

    private AgentEvent Failed(CronJob job, CronOutcome outcome) => new()
    {
        Name = "cron.failed",
        Severity = EventSeverity.Warning,
        Subject = job.SiteId is { } site ? new EventSubject { Type = "site", Id = site } : null,
        Message = $"The cron entry {job.Entry} failed: {outcome.Error ?? string.Create(CultureInfo.InvariantCulture, $"it ended with exit code {outcome.ExitCode}.")}",
        At = time.GetUtcNow().ToUnixTimeMilliseconds(),
    };

    private FileStream? Alone(string entry)
    {
        var file = jobs.Lock(entry);
        SystemFile.MakeDirectory(Path.GetDirectoryName(file)!, SystemFile.OwnerDirectory);
        try
        {
            return new FileStream(file, new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.Write, Share = FileShare.None, UnixCreateMode = SystemFile.OwnerOnly });
        }
        catch (IOException e) when (e.HResult == SiteLock.Held)
        {
            return null;
        }
    }
}
