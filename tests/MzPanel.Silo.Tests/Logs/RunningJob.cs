using System.Text.Json;

namespace MzPanel.Silo.Tests.Logs;

/// <summary>A job that an agent has begun.</summary>
internal sealed record RunningJob(Tenant Tenant, TestAgent Agent, string Server, string Id, string Command)
{
    public static async Task<RunningJob> StartAsync(Panel panel)
    {
        var tenant = await panel.TenantAsync();
        var (server, _) = await tenant.ServerAsync();
        var agent = await TestAgent.ConnectAsync(panel, server);
        var id = await tenant.JobAsync(server);
        return new RunningJob(tenant, agent, server, id, (await agent.CommandAsync()).Id);
    }

    public Task LogAsync(long seq, params string[] texts) => Agent.LogAsync(Id, Command, seq, texts);

    public Task GapAsync(long seq, long count) => Agent.GapAsync(Id, Command, seq, count);

    public Task DoneAsync(long lastSeq) => Agent.DoneAsync(Id, Command, lastSeq);
}

/// <summary>Rows of a log in a short form: <c>3:text</c> for a line, <c>4+10</c> for a gap.</summary>
internal static class LogRows
{
    public static string Text(JsonElement rows) => string.Join(' ', rows.EnumerateArray().Select(row => row.TryGetProperty("gap", out var gap)
        ? $"{row.GetProperty("n").GetInt64()}+{gap.GetInt64()}" : $"{row.GetProperty("n").GetInt64()}:{row.GetProperty("text").GetString()}"));
}
