using MzPanel.Agent.Events;
using MzPanel.Agent.Sites;
using MzPanel.Agent.Sites.Tls;
using MzPanel.Protocol.Commands;

namespace MzPanel.Agent.Commands.Sites;

/// <summary>Gets a site a certificate, and has nginx serve it; the one from before is served until then.</summary>
internal sealed class SiteSslCommand(TimeProvider time) : SiteCommand(time)
{
    public override CommandKind Kind => SiteSsl.Kind;

    protected override async Task<CommandResult> RunAsync(SiteParts parts, SiteWork work, CancellationToken cancelled)
    {
        var (site, context) = (Ready(parts), parts.Context);
        Certbot.CheckInstalled();
        var authority = context.Flag("staging") ? EngineSettings.LetsEncryptStaging : parts.Settings.AcmeServer;
        // Another authority's certificate is good for long, but it is not the one that is asked for.
        var anew = site.Certificate is { } there && there.Authority != authority;
        var run = new StepRun(context.Log, Time);
        Step[] steps = [new($"get a certificate for {string.Join(", ", site.Names)} from {authority}",
            c => new Certbot(parts).IssueAsync(site, authority, context.Text("email"), anew, c))];
        if (context.Flag("dry_run"))
        {
            run.Describe(steps);
            return Done(parts, site);
        }
        await run.RunAsync(steps, cancelled);
        var wanted = site with { Certificate = Issued.Of(parts, site, authority) };
        await work.ApplyAsync(site, wanted, cancelled);
        if (site.Certificate is { } before && before.ExpiresAt != wanted.Certificate.ExpiresAt)
            EventDrop.Put(context.Root, Issued.Renewed(site, wanted.Certificate, Time));
        return Done(parts, wanted);
    }
}
