using System.Diagnostics;
using MzPanel.Silo.Hosting;
using MzPanel.Silo.Tests.Account;
using MzPanel.Silo.Tests.Hosting;
using MzPanel.Silo.Tests.Logs;

namespace MzPanel.Silo.Tests.Live;

/// <summary>Who may not look any more is cut off, on whatever silo the one thing happens and the other.</summary>
public sealed class ViewerRightTests
{
    private const string Password = "unicorn-lamp-47-river";

    // A second is the promise; on a box that does ten things at once a single one may be late.
    private static readonly TimeSpan Promised = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Bearable = TimeSpan.FromSeconds(4);

    private static readonly (string Name, Func<Member, Task<Answer>> End)[] Ends =
    [
        ("sign-out", m => m.There.SendAsync("POST", "/v1/account/sign-out", null, m.Session)),
        ("an ended session", async m => await m.There.SendAsync("DELETE", $"/v1/account/sessions/{await m.SessionIdAsync()}", null, m.Session)),
        ("another password", m => m.There.SendAsync("POST", "/v1/account/password", new { current_password = Password, new_password = Password + "-2" }, m.Other)),
        ("removal", async m => await m.Owner.AskAsync("DELETE", $"/v1/team/members/{await m.IdAsync()}")),
        ("switch", m => m.There.SendAsync("POST", "/v1/account/workspace/switch", new { workspace_id = m.Workspace }, m.Session)),
    ];

    [Fact]
    public async Task Every_kind_of_stream_ends_within_a_second_on_another_silo()
    {
        await using var nodes = await Nodes.StartAsync(2, new SiloVariation { IsQuiet = true }, "--Access:OpenSignUp=true");
        var (server, _) = await nodes[0].ServerAsync();
        var job = await nodes.JobAsync(0, server);
        var took = new List<(string Way, TimeSpan Time)>();
        foreach (var (name, end) in Ends)
            took.AddRange((await CutOffAsync(await Member.JoinAsync(nodes, name), job, end)).Select(t => ($"{name}: {t.Way}", t.Time)));
        took.AddRange(await TokenAsync(nodes, job));

        var report = string.Join(Environment.NewLine, took.Select(t => $"{t.Way} {t.Time.TotalMilliseconds:F0} ms"));
        Assert.True(took.Select(t => t.Time).Order().ElementAt(took.Count / 2) <= Promised, report);
        Assert.True(took.Max(t => t.Time) <= Bearable, report);
    }

    [Fact]
    public async Task Another_scope_ends_what_it_hides_and_resets_what_it_narrows()
    {
        await using var nodes = await Nodes.StartAsync(2);
        var (server, _) = await nodes[0].ServerAsync();
        var job = await nodes.JobAsync(0, server);
        var member = await Member.JoinAsync(nodes, "scoped");
        await using var live = await member.ViewAsync("/v1/live");
        await using var log = await member.ViewAsync($"/v1/jobs/{job}/logs/stream");
        Assert.NotNull(await live.NextAsync());

        await nodes[0].AskAsync("PATCH", $"/v1/team/members/{await member.IdAsync()}", new { role = "operator", scope = new { type = "servers", ids = Array.Empty<string>() } });
        while (await live.NextAsync() is { Name: not "reset" })
        {
        }
        await nodes.JobAsync(0, server);

        await EndAsync(log);
        Assert.Equal(404, (int)(await member.Here.SendAsync("GET", $"/v1/jobs/{job}", null, member.Session)).Status);
        await nodes[0].AskAsync("DELETE", $"/v1/team/members/{await member.IdAsync()}");
        while (await live.NextAsync() is { } seen)
            Assert.Equal("comment", seen.Name);
    }

    private static async Task<List<(string Way, TimeSpan Time)>> CutOffAsync(Member member, string job, Func<Member, Task<Answer>> end)
    {
        await using var live = await member.ViewAsync("/v1/live");
        await using var log = await member.ViewAsync($"/v1/jobs/{job}/logs/stream");
        Assert.True(await live.NextAsync() is not null && await log.NextAsync() is not null);
        var waiting = member.Here.SendAsync("GET", $"/v1/jobs/{job}?wait_s=30", null, member.Session);
        return await EndAsync(live, log, waiting, () => end(member));
    }

    private static async Task<List<(string Way, TimeSpan Time)>> EndAsync(Viewer live, Viewer log, Task<Answer> waiting, Func<Task<Answer>> end)
    {
        var answer = await end();
        Assert.True(answer.Message.IsSuccessStatusCode, answer.Text);
        var clock = Stopwatch.StartNew();
        var ended = await Task.WhenAll(ClockedAsync("/live", EndAsync(live), clock), ClockedAsync("/logs/stream", EndAsync(log), clock), ClockedAsync("?wait_s", waiting, clock));
        Assert.Equal((401, "unauthenticated"), ((int)(await waiting).Status, (await waiting).Code));
        return [.. ended];
    }

    private static async Task<List<(string Way, TimeSpan Time)>> TokenAsync(Nodes nodes, string job)
    {
        var made = (await nodes[0].AskAsync("POST", "/v1/account/tokens", new { name = "ci", scopes = new[] { "*" } })).Json;
        (string, string)[] bearer = [("Authorization", $"Bearer {made.GetProperty("secret").GetString()}")];
        await using var live = await Viewer.OpenAsync(nodes[1].Http, "/v1/live", null, bearer);
        await using var log = await Viewer.OpenAsync(nodes[1].Http, $"/v1/jobs/{job}/logs/stream", null, bearer);
        Assert.True(await live.NextAsync() is not null && await log.NextAsync() is not null);
        var ended = await EndAsync(live, log, nodes[1].Http.SendAsync("GET", $"/v1/jobs/{job}?wait_s=30", null, bearer),
            () => nodes[0].AskAsync("DELETE", $"/v1/account/tokens/{made.GetProperty("id").GetString()}"));
        return [.. ended.Select(t => ($"a revoked token: {t.Way}", t.Time))];
    }

    private static async Task<(string, TimeSpan)> ClockedAsync(string what, Task ending, Stopwatch clock)
    {
        await ending;
        return (what, clock.Elapsed);
    }

    private static async Task EndAsync(Viewer viewer)
    {
        while (await viewer.NextAsync() is not null)
        {
        }
    }

    /// <summary>An admin of the owner's workspace, who also has one of their own, signed in twice; streams open on the second silo.</summary>
    private sealed record Member(WholeSilo Owner, HttpClient There, HttpClient Here, (string, string)[] Session, (string, string)[] Other, string Email, string Workspace)
    {
        public static async Task<Member> JoinAsync(Nodes nodes, string name)
        {
            var email = $"{name.Replace(' ', '-')}@example.org";
            var own = new Browser(nodes[0].Http);
            var made = await own.SendAsync("POST", "/v1/account/sign-up", new { email, password = Password, workspace_name = "Own" });
            var isSignedUp = (int)made.Status == 201;
            var invited = await nodes[0].AskAsync("POST", "/v1/team/invitations", new { email, role = "admin", scope = new { type = "all" } });
            var browser = new Browser(nodes[1].Http);
            var accepted = await browser.SendAsync("POST", "/v1/team/invitations/accept", new { token = invited.Json.GetProperty("token").GetString(), password = Password });
            Assert.True(accepted.Message.IsSuccessStatusCode, accepted.Text);
            var other = new Browser(nodes[0].Http);
            await other.SendAsync("POST", "/v1/account/sign-in", new { email, password = Password });
            return new Member(nodes[0], nodes[0].Http, nodes[1].Http, Headers(browser), Headers(other), email,
                isSignedUp ? made.Json.GetProperty("workspace").GetProperty("id").GetString()! : "");
        }

        public Task<Viewer> ViewAsync(string path) => Viewer.OpenAsync(Here, path, null, Session);

        public async Task<string> SessionIdAsync() => (await There.SendAsync("GET", "/v1/account/sessions", null, Session)).Json.GetProperty("data").EnumerateArray()
            .Single(session => session.GetProperty("current").GetBoolean()).GetProperty("id").GetString()!;

        public async Task<string> IdAsync() => (await Owner.AskAsync("GET", "/v1/team/members")).Json.GetProperty("data").EnumerateArray()
            .Single(member => member.GetProperty("email").GetString() == Email).GetProperty("id").GetString()!;

        private static (string, string)[] Headers(Browser browser) =>
            [("Cookie", string.Join("; ", browser.Cookies.Select(cookie => $"{cookie.Key}={cookie.Value}"))), ("Sec-Fetch-Site", "same-origin")];
    }
}
