using System.Text.Json;
using MzPanel.Agent.Commands;
using MzPanel.Agent.Events;
using MzPanel.Protocol.Events;
using MzPanel.Protocol.Logs;

namespace MzPanel.Agent.Sites.Tls;

/// <summary>
/// Renews what is due on this VPS, without the control plane, and tells of it: what was renewed, also by another program such as
/// certbot's own timer, and what runs out although renewal was tried.
/// </summary>
internal sealed class Renewal(CommandContext context, TimeProvider time)
{
    private const double DuePart = 1.0 / 3;
    private static readonly TimeSpan Due = TimeSpan.FromDays(30);
    private static readonly TimeSpan Warning = TimeSpan.FromDays(14);
    private static readonly TimeSpan Critical = TimeSpan.FromDays(3);

    /// <summary>Number of sites whose certificate is not as it should be.</summary>
    public async Task<int> RunAsync(CancellationToken cancelled)
    {
        using var alone = await SiteLock.TakeAsync(context.Root, time, cancelled);
        if (new FileChange(context.Root).Recover())
            context.Log.Write(LogLine.Stdout, "Undid a change of configuration that had been interrupted");
        await new SiteArchive(context.Root, time).PruneAsync(context, cancelled);
        var parts = SiteParts.Of(context, time);
        var (sites, unreadable) = parts.Registry.Readable();
        foreach (var fault in unreadable)
            context.Log.Write(LogLine.Stderr, $"{fault.Code}: {fault.Message}");
        var failed = unreadable.Count;
        foreach (var site in sites.Where(s => s is { Stage: SiteStage.Ready, Certificate: not null }))
            failed += await RenewAsync(parts, site, cancelled) ? 0 : 1;
        return failed;
    }

    /// <summary>The earlier of 30 days and a third of its life before its end.</summary>
    internal static bool IsDue(DateTimeOffset from, DateTimeOffset to, DateTimeOffset now) =>
        to - now < (Due < (to - from) * DuePart ? Due : (to - from) * DuePart);

    private async Task<bool> RenewAsync(SiteParts parts, SiteEntry site, CancellationToken cancelled)
    {
        try
        {
            using (var there = Certbot.Read(parts.Paths(site)))
                if (there is null || IsDue(there.NotBefore, there.NotAfter, time.GetUtcNow()))
                    await new Certbot(parts).IssueAsync(site, site.Certificate!.Authority, null, anew: true, cancelled);
            await ServeAsync(parts, site, cancelled);
            return true;
        }
        catch (Exception e) when (!cancelled.IsCancellationRequested)
        {
            context.Log.Write(LogLine.Stderr, $"{site.Domain}: {e.Message}");
            TryWarn(parts, site, e.Message);
            return false;
        }
    }

    private void TryWarn(SiteParts parts, SiteEntry site, string why)
    {
        try
        {
            Warn(parts, site, why);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            context.Log.Write(LogLine.Stderr, $"{site.Domain}: nobody could be warned: {e.Message}");
        }
    }

    private async Task ServeAsync(SiteParts parts, SiteEntry site, CancellationToken cancelled)
    {
        var fresh = Issued.Of(parts, site, site.Certificate!.Authority);
        if (fresh.ExpiresAt == site.Certificate.ExpiresAt)
            return;
        await new SiteWork(parts, dryRun: false).ApplyAsync(site, site with { Certificate = fresh }, cancelled);
        EventDrop.Put(context.Root, Issued.Renewed(site, fresh, time));
    }

    private void Warn(SiteParts parts, SiteEntry site, string why)
    {
        var left = DateTimeOffset.FromUnixTimeMilliseconds(site.Certificate!.ExpiresAt) - time.GetUtcNow();
        var severity = left < Critical ? EventSeverity.Critical : left < Warning ? EventSeverity.Warning : null;
        if (severity is null || severity == site.Certificate.Warned)
            return;
        EventDrop.Put(context.Root, new AgentEvent
        {
            Name = "ssl.expiring",
            Severity = severity,
            Subject = new EventSubject { Type = "site", Id = site.SiteId },
            Message = $"The certificate of {site.Domain} runs out in {Math.Max(0, (int)left.TotalDays)} days and could not be renewed: {why}",
            Data = JsonSerializer.SerializeToElement(CertificateFacts.Of(site.Certificate), SitesJson.Default.CertificateFacts),
            At = time.GetUtcNow().ToUnixTimeMilliseconds(),
        });
        parts.Registry.Write(site with { Certificate = site.Certificate with { Warned = severity } });
    }
}
