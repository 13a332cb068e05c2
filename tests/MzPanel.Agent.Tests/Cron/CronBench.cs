using System.Text.Json;
using MzPanel.Agent.Commands;
using MzPanel.Agent.Cron;
using MzPanel.Agent.Sites;
using MzPanel.Agent.Tests.Cli;
using MzPanel.Agent.Tests.Commands;
using MzPanel.Protocol.Commands;

namespace MzPanel.Agent.Tests.Cron;

/// <summary>A site in a sandbox, and the real <c>mzagent cron-exec</c> for what cron would start.</summary>
internal sealed class CronBench : IDisposable
{
    public const string Site = "site_one";
    public const int UserNumber = 70_777;

    public CronBench()
    {
        Run.Sandbox.Put("/etc/passwd", $"{SiteUsers.NameFor(Site)}:x:{UserNumber}:{UserNumber}::/nonexistent:/usr/sbin/nologin\n");
        Store(new SiteEntry { SiteId = Site, Domain = "one.example.org", Kind = SiteKind.Static, User = SiteUsers.NameFor(Site), Stage = SiteStage.Ready });
        Directory.CreateDirectory(new SitePaths(Run.Sandbox.Root, Site).Public);
        // The site's user is to come to its directory.
        File.SetUnixFileMode(Run.Sandbox.Root.Path, SystemFile.ReadableDirectory);
    }

    public KindRun Run { get; } = new();

    public CronJobs Jobs => new(Run.Sandbox.Root);

    public string Tab => Run.Sandbox.Root.Resolve("/etc/cron.d/mz-nightly");

    public string Events => Run.Sandbox.Root.Resolve("/var/lib/mzagent/events");

    public void Store(SiteEntry site) => new SiteRegistry(Run.Sandbox.Root).Write(site);

    public Task<CommandResult> SetAsync(string command, string more = "", string schedule = "0 3 * * *") => Run.RunAsync(CommandSet.Find("cron.set")!,
        $$"""{"entry":"nightly","site_id":"{{Site}}","schedule":"{{schedule}}","command":{{JsonSerializer.SerializeToElement(command).GetRawText()}}{{more}}}""");

    public Task<CommandResult> SetShellAsync(string command, string more = "") => Run.RunAsync(CommandSet.Find("cron.shell")!,
        $$"""{"entry":"nightly","schedule":"@daily","command":{{JsonSerializer.SerializeToElement(command).GetRawText()}}{{more}}}""");

    public Task<CommandResult> DeleteAsync(string more = "") => Run.RunAsync(CommandSet.Find("cron.delete")!, $$"""{"entry":"nightly"{{more}}}""");

    public Task<CommandResult> DeleteShellAsync() => Run.RunAsync(CommandSet.Find("cron.shell.delete")!, """{"entry":"nightly"}""");

    /// <summary>What cron starts.</summary>
    public Task<AgentProcess> ExecAsync() => AgentProcess.RunAsync("cron-exec", "nightly", "--root", Run.Sandbox.Root.Path);

    public void Dispose() => Run.Dispose();
}
