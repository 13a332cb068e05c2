using System.Net.Http.Json;
using System.Text.Json;

namespace MzPanel.Bench;

/// <summary>An owner's view of a silo, or of a peer that has the same routes, through its public API.</summary>
internal sealed class Panel(IContender server) : IDisposable
{
    private readonly HttpClient http = server.Client();

    public HttpClient Http => http;

    /// <summary>The same owner's view through another silo of the cluster.</summary>
    public Panel At(SiloProcess other)
    {
        var beside = new Panel(other);
        foreach (var header in http.DefaultRequestHeaders)
            beside.http.DefaultRequestHeaders.Add(header.Key, header.Value);
        return beside;
    }

    /// <summary>The first owner of a silo; of a peer whoever has its token, which its clients bring.</summary>
    public static async Task<Panel> OfAsync(IContender server)
    {
        var panel = new Panel(server);
        if (server is not SiloProcess silo)
            return panel;
        var answer = await panel.http.PostAsJsonAsync("/v1/account/setup", new
        {
            setup_token = await silo.SetupToken,
            email = "bench@example.org",
            password = "correct horse battery bench",
            workspace_name = "bench",
        });
        panel.SignIn(answer);
        return panel;
    }

    /// <summary>Another member's view of the same workspace.</summary>
    public async Task<Panel> InviteAsync(string email)
    {
        var invited = await PostAsync("/v1/team/invitations", new { email, role = "operator", scope = new { type = "all" } });
        var member = new Panel(server);
        using var joined = await member.http.PostAsJsonAsync("/v1/team/invitations/accept",
            new { token = invited.GetProperty("token").GetString(), password = "correct horse battery bench" });
        member.SignIn(joined);
        return member;
    }

    /// <summary>Creates a server; its id and install token.</summary>
    public async Task<(string Id, string Token)> ServerAsync(string name)
    {
        var made = await PostAsync("/v1/servers", new { name, tags = Array.Empty<string>() });
        return (made.GetProperty("server").GetProperty("id").GetString()!, made.GetProperty("install").GetProperty("token").GetString()!);
    }

    /// <summary>Registers an agent for a server; its token.</summary>
    public async Task<string> RegisterAsync(string installToken, string hostname)
    {
        var reply = await PostAsync("/v1/agent/register", new { install_token = installToken, exchange_nonce = Guid.NewGuid().ToString(), hostname });
        return reply.GetProperty("agent_token").GetString()!;
    }

    /// <summary>Asks for a job; its id.</summary>
    public async Task<string> JobAsync(string serverId, string kind, object args) =>
        (await PostAsync($"/v1/servers/{serverId}/jobs", new { kind, args })).GetProperty("job").GetProperty("id").GetString()!;

    /// <summary>What is said of a job, for people.</summary>
    public async Task<string> StateAsync(string jobId)
    {
        using var answer = await http.GetAsync($"/v1/jobs/{jobId}");
        return $"{http.BaseAddress} {(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync()}";
    }

    /// <summary>Asks for a static site.</summary>
    public Task SiteAsync(string serverId, string domain) => PostAsync("/v1/sites", new { server_id = serverId, domain, kind = "static" });

    /// <summary>Asks for a command on all of these servers; the rollout's id.</summary>
    public async Task<string> RolloutAsync(IEnumerable<string> servers, string kind, int parallel) =>
        (await PostAsync("/v1/rollouts", new { server_ids = servers, kind, args = new { }, parallel })).GetProperty("rollout").GetProperty("id").GetString()!;

    /// <summary>How many servers of a rollout have succeeded.</summary>
    public async Task<int> SucceededAsync(string rolloutId) =>
        (await http.GetFromJsonAsync<JsonElement>($"/v1/rollouts/{rolloutId}")).GetProperty("summary").GetProperty("succeeded").GetInt32();

    /// <summary>How many jobs of that status there are, up to a page of them.</summary>
    public async Task<int> JobsAsync(string status) =>
        (await http.GetFromJsonAsync<JsonElement>($"/v1/jobs?status={status}&limit=200")).GetProperty("data").GetArrayLength();

    /// <summary>Makes a schedule of one server.</summary>
    public Task ScheduleAsync(string serverId, string name, string cron) =>
        PostAsync("/v1/schedules", new { name, server_id = serverId, kind = "system.info", args = new { }, cron, time_zone = "UTC" });

    public void Dispose() => http.Dispose();

    private void SignIn(HttpResponseMessage answer)
    {
        answer.EnsureSuccessStatusCode();
        var cookie = answer.Headers.GetValues("Set-Cookie").First(c => c.StartsWith("__Host-mzp", StringComparison.Ordinal)).Split(';')[0];
        http.DefaultRequestHeaders.Add("Cookie", cookie);
        http.DefaultRequestHeaders.Add("Origin", server.Address.OriginalString);
    }

    private async Task<JsonElement> PostAsync(string path, object body)
    {
        var answer = await http.PostAsJsonAsync(path, body);
        if (!answer.IsSuccessStatusCode)
            throw new InvalidOperationException($"{path}: {(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }
}
