using MzPanel.Agent.Commands;
using MzPanel.Agent.Processes;

namespace MzPanel.Agent.Sites.Nginx;

/// <summary>The web server of the VPS, or one of the sandbox's own.</summary>
internal sealed class NginxServer(CommandContext context, EngineSettings settings, TimeProvider time)
{
    private const int AnswerBytes = 1024;
    private static readonly TimeSpan ServingLimit = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(20);
    private readonly Daemon daemon = new(context, "nginx", "nginx", "/run/nginx.pid", time);

    private string[] Own => context.Root.IsHost ? [] : ["-p", context.Root.Path + "/", "-c", context.Root.Resolve("/etc/nginx/nginx.conf")];

    public bool Runs => daemon.Runs;

    public static void CheckInstalled()
    {
        if (!ProgramFinder.Has("nginx"))
            throw SiteException.Missing("nginx", "nginx");
    }

    /// <summary>The main file of a sandbox, which a VPS has from its package.</summary>
    public WantedFile MainFile() => NginxCommon.MainFile(context.Root, settings);

    /// <summary>What all sites share.</summary>
    public WantedFile SharedFile() => NginxCommon.SharedFile(context.Root);

    public async Task CheckAsync(CancellationToken cancelled)
    {
        var code = await context.RunAsync(new ProgramCall("nginx", [.. Own, "-t", "-q"]), cancelled);
        if (code != 0)
            throw new SiteException("config_refused", $"nginx -t refused the configuration with exit code {code}; what it said is in the log.");
    }

    /// <summary>Returns when no worker takes requests any more that knows only the configuration from before.</summary>
    public async Task ReloadAsync(CancellationToken cancelled)
    {
        var before = daemon.Running() is { } master ? NginxWorkers.Of(master) : [];
        var code = await daemon.ReloadAsync(Libc.HangUp, new ProgramCall("nginx", Own), cancelled);
        if (code != 0)
            throw new SiteException("reload_failed", $"nginx did not take the configuration over (exit code {code}); what it said is in the log.");
        await UntilAsync(() => Task.FromResult(!before.Any(NginxWorkers.TakesRequests)),
            "nginx was told to read its configuration and did not; its own error log says why.", cancelled);
    }

    /// <summary>As it was: one that did not run is not started.</summary>
    public Task RestoreAsync(CancellationToken cancelled) => daemon.Runs ? ReloadAsync(cancelled) : Task.CompletedTask;

    /// <summary>Waits until the site answers as configured.</summary>
    public async Task ServesAsync(NginxSite site, CancellationToken cancelled)
    {
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false, UseCookies = false, AllowAutoRedirect = false, PooledConnectionLifetime = TimeSpan.Zero })
        {
            MaxResponseContentBufferSize = AnswerBytes,
        };
        await UntilAsync(async () => await AnswerAsync(http, site.Site.Domain, cancelled) == site.Mark,
            $"nginx runs but does not answer for {site.Site.Domain} as it should.", cancelled);
    }

    private async Task UntilAsync(Func<Task<bool>> isSo, string otherwise, CancellationToken cancelled)
    {
        var start = time.GetTimestamp();
        while (!await isSo())
        {
            if (time.GetElapsedTime(start) > ServingLimit)
                throw new SiteException("not_serving", otherwise);
            await Task.Delay(Look, time, cancelled);
        }
    }

    private async Task<string?> AnswerAsync(HttpClient http, string domain, CancellationToken cancelled)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancelled);
        limit.CancelAfter(ServingLimit);
        using var request = new HttpRequestMessage(HttpMethod.Get, new UriBuilder("http", "127.0.0.1", settings.HttpPort, NginxSite.MarkPath).Uri);
        request.Headers.Host = domain;
        try
        {
            using var answer = await http.SendAsync(request, limit.Token);
            return await answer.Content.ReadAsStringAsync(limit.Token);
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException && !cancelled.IsCancellationRequested)
        {
            return null;
        }
    }
}
