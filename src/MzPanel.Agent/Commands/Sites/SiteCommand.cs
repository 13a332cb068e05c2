using MzPanel.Agent.Sites;
using MzPanel.Protocol.Commands;
using MzPanel.Protocol.Logs;

namespace MzPanel.Agent.Commands.Sites;

/// <summary>What the kinds that change a site share: one at a time, after the traces of one that was killed, refusals as errors.</summary>
internal abstract class SiteCommand(TimeProvider time) : ICommand
{
    public abstract CommandKind Kind { get; }

    protected TimeProvider Time { get; } = time;

    public async Task<CommandResult> RunAsync(CommandContext context, CancellationToken cancelled)
    {
        try
        {
            var parts = SiteParts.Of(context, Time);
            if (context.Flag("dry_run"))
                return await RunAsync(parts, new SiteWork(parts, dryRun: true), cancelled);
            if (!Environment.IsPrivilegedProcess)
                return CommandResult.Fail("needs_root", "Sites have Unix users of their own, which only root can make: the agent does not run as root.");
            using var alone = await SiteLock.TakeAsync(context.Root, Time, cancelled);
            if (new FileChange(context.Root).Recover())
                context.Log.Write(LogLine.Stdout, "Undid a change of configuration that had been interrupted");
            await new SiteArchive(context.Root, Time).PruneAsync(context, cancelled);
            return await RunAsync(parts, new SiteWork(parts, dryRun: false), cancelled);
        }
        catch (SiteException e)
        {
            return CommandResult.Fail(e.Code, e.Message);
        }
    }

    protected abstract Task<CommandResult> RunAsync(SiteParts parts, SiteWork work, CancellationToken cancelled);

    protected static SiteEntry Known(SiteParts parts)
    {
        var id = parts.Context.Text("site_id")!;
        return parts.Registry.Find(id) ?? throw new SiteException("not_found", $"There is no site {id} on this VPS.");
    }

    /// <summary>A site that a kind may change: what is half made must be finished first.</summary>
    protected static SiteEntry Ready(SiteParts parts) => Known(parts) is { Stage: SiteStage.Ready } site ? site
        : throw new SiteException("not_ready", "The site is half made or half removed: run what was interrupted again first.");

    protected static CommandResult Done(SiteParts parts, SiteEntry site) => CommandResult.Done(
        new SiteFacts(parts.Paths(site).Public, Url(parts.Settings, site), site.Certificate?.Issuer, site.Certificate?.ExpiresAt, PasswordFile(parts.Paths(site))), CommandsJson.Plain.SiteFacts);

    private static string? PasswordFile(SitePaths paths) => File.Exists(paths.AdminPassword) ? paths.AdminPassword : null;

    private static string Url(EngineSettings settings, SiteEntry site)
    {
        var (scheme, port, usual) = site.Certificate is null ? ("http", settings.HttpPort, EngineSettings.UsualHttp) : ("https", settings.HttpsPort, EngineSettings.UsualHttps);
        return port == usual ? $"{scheme}://{site.Domain}/" : $"{scheme}://{site.Domain}:{port}/";
    }
}

/// <summary>Result of the kinds that make or change a site.</summary>
/// <param name="Root">Directory that is served.</param>
/// <param name="Url">Where it answers.</param>
/// <param name="Issuer">Who signed its certificate, where an authority did.</param>
/// <param name="ExpiresAt">When that runs out, unix ms.</param>
/// <param name="AdminPasswordFile">File on the VPS that holds the first administrator's password, where there is one.</param>
internal sealed record SiteFacts(string Root, string Url, string? Issuer, long? ExpiresAt, string? AdminPasswordFile);
