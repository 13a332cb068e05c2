using System.Net;
using System.Text.Json;

namespace MzPanel.Silo.Tests.Sites;

/// <summary>A server with an agent, and a tenant who has sites on it.</summary>
internal sealed record SiteRig(Tenant Tenant, string Server, TestAgent Agent)
{
    public static async Task<SiteRig> StartAsync(Panel panel, params string[] kinds)
    {
        var tenant = await panel.TenantAsync();
        var (server, _) = await tenant.ServerAsync();
        return new SiteRig(tenant, server, await TestAgent.ConnectAsync(panel, server, kinds));
    }

    public Task<Answer> CreateAsync(string domain, params string[] aliases) =>
        Tenant.SendAsync("POST", "/v1/sites", new { server_id = Server, domain, aliases, kind = "static" });

    /// <summary>Asks for a site that becomes active; its id.</summary>
    public async Task<string> ActiveAsync(string domain, params string[] aliases)
    {
        var made = await CreateAsync(domain, aliases);
        Assert.Equal(HttpStatusCode.Accepted, made.Status);
        await EndAsync(made);
        return Id(made);
    }

    /// <summary>The agent gets the command of an accepted answer and ends it; what it was told.</summary>
    public async Task<JsonElement> EndAsync(Answer accepted, int exit = 0, string? result = null)
    {
        var (command, payload) = await Agent.CommandAsync();
        Assert.Equal(JobId(accepted), payload.GetProperty("job_id").GetString());
        await Agent.DoneAsync(JobId(accepted), command, 0, exit, result);
        return payload;
    }

    public async Task<JsonElement> SiteAsync(string id) => (await Tenant.GetAsync($"/v1/sites/{id}")).Json;

    public async Task<string?> StatusAsync(string id) => (await SiteAsync(id)).GetProperty("status").GetString();

    public static string Id(Answer accepted) => accepted.Json.GetProperty("site").GetProperty("id").GetString()!;

    public static string JobId(Answer accepted) => accepted.Json.GetProperty("job").GetProperty("id").GetString()!;
}
