using MzPanel.Agent.Commands;
using MzPanel.Agent.Config;
using MzPanel.Agent.Sites;

namespace MzPanel.Agent.Firewall;

/// <summary>
/// Proves that the control plane is within reach after a change: it answers a connection that begins only now, since those that
/// stand pass most rules, and it acknowledges over the agent's link what this command says only now.
/// </summary>
internal sealed class LinkProof(AgentRoot root, IHearing? hearing, TimeProvider time)
{
    private static readonly TimeSpan PerTry = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(500);

    /// <summary>Returns once it is proven; throws where it is not within the limit.</summary>
    public async Task WaitAsync(TimeSpan limit, CancellationToken cancelled)
    {
        using var late = new CancellationTokenSource(limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancelled);
        var (what, address) = ("", Address());
        try
        {
            what = $"{address.Host} did not answer a new connection";
            await AnswersAsync(address, either.Token);
            what = "the control plane did not acknowledge over the link what was said after the change";
            await (hearing ?? throw Not("this command has no link to a control plane")).HeardAsync(either.Token);
        }
        catch (OperationCanceledException) when (!cancelled.IsCancellationRequested)
        {
            throw Not($"{what} within {limit.TotalSeconds:0} s");
        }
    }

    private static SiteException Not(string why) => new("not_confirmed", $"The change was not confirmed: {why}.");

    private async Task AnswersAsync(Uri address, CancellationToken cancelled)
    {
        while (true)
        {
            if (await AnswersOnceAsync(address, cancelled))
                return;
            await Task.Delay(Between, time, cancelled);
        }
    }

    // Without the token: what it answers does not matter, and no link is taken for a second one.
    private async Task<bool> AnswersOnceAsync(Uri address, CancellationToken cancelled)
    {
        using var http = new HttpMessageInvoker(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false });
        using var limit = new CancellationTokenSource(PerTry, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancelled);
        try
        {
            using var answer = await http.SendAsync(new HttpRequestMessage(HttpMethod.Get, address), either.Token);
            return true;
        }
        catch (Exception e) when (e is HttpRequestException or IOException || (e is OperationCanceledException && !cancelled.IsCancellationRequested))
        {
            return false;
        }
    }

    // Where the agent dials, by the same rules of names, proxies and certificates.
    private Uri Address()
    {
        var dialled = new Uri(ConfigFile.Load(root).ConnectUrl);
        return new UriBuilder(dialled) { Scheme = dialled.Scheme == "wss" ? "https" : "http", Port = dialled.Port }.Uri;
    }
}
