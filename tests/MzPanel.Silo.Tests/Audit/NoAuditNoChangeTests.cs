using MzPanel.Data;
using MzPanel.Silo.Tests.Hosting;

namespace MzPanel.Silo.Tests.Audit;

/// <summary>Where the row of the audit cannot be written, nothing else is (security.md, audit).</summary>
public sealed class NoAuditNoChangeTests
{
    private static readonly string[] Tables =
        ["users", "workspaces", "members", "password_resets", "servers", "credentials", "events", "jobs", "job_attempts", "totp", "recovery_codes", "api_tokens", "live_changes"];

    [Fact]
    public async Task On_sqlite()
    {
        await using var silo = await WholeSilo.StartAsync();
        await silo.SetUpAsync();
        await TryAsync(silo, "CREATE TRIGGER no_audit BEFORE INSERT ON audit BEGIN SELECT RAISE(ABORT, 'no room for the audit'); END");
    }

    [Fact]
    public async Task On_postgres()
    {
        await using var nodes = await Nodes.StartAsync(1);
        await TryAsync(nodes[0], "CREATE TRIGGER no_audit BEFORE INSERT ON audit FOR EACH ROW EXECUTE FUNCTION audit_refuse()");
    }

    private static async Task TryAsync(WholeSilo silo, string breaks)
    {
        var records = silo.Service<Database>();
        var server = (await silo.ServerAsync()).ServerId;
        var other = (await silo.ServerAsync()).ServerId;
        var job = (await silo.AskAsync("POST", $"/v1/servers/{server}/jobs", new { kind = "system.info" })).Json.GetProperty("job").GetProperty("id").GetString();
        var token = (await silo.AskAsync("POST", "/v1/account/tokens", new { name = "t", scopes = new[] { "*" } })).Json.GetProperty("id").GetString();
        (string Method, string Path, object? Body)[] changes =
        [
            ("POST", "/v1/servers", new { name = "web-2" }),
            ("PATCH", $"/v1/servers/{server}", new { name = "web-3" }),
            ("POST", $"/v1/servers/{server}/install-token", null),
            ("POST", $"/v1/servers/{server}/rotate-token", null),
            ("POST", $"/v1/servers/{server}/jobs", new { kind = "system.info" }),
            ("POST", $"/v1/jobs/{job}/cancel", null),
            ("DELETE", $"/v1/servers/{other}", null),
            ("PATCH", "/v1/account", new { name = "Ada" }),
            ("POST", "/v1/account/password", new { current_password = "correct horse battery staple 9", new_password = "another-long-secret-9" }),
            ("POST", "/v1/account/tokens", new { name = "u", scopes = new[] { "*" } }),
            ("DELETE", $"/v1/account/tokens/{token}", null),
            ("POST", "/v1/account/mfa/totp", null),
        ];
        await records.Control.WriteAsync([new(breaks)]);
        var before = await DumpAsync(records);
        foreach (var (method, path, body) in changes)
        {
            var answer = await silo.AskAsync(method, path, body);

            Assert.True((int)answer.Status >= 500, $"{method} {path}: {answer.Text}");
            Assert.Equal(before, await DumpAsync(records));
        }
        await records.Control.WriteAsync([new("DROP TRIGGER no_audit" + (records.IsPostgres ? " ON audit" : ""))]);
        foreach (var (method, path, body) in changes)
            Assert.InRange((int)(await silo.AskAsync(method, path, body)).Status, 200, 299);
    }

    /// <summary>Every row that a change would touch, as text.</summary>
    private static async Task<string[]> DumpAsync(Database records)
    {
        var rows = new List<string>();
        foreach (var table in Tables)
            foreach (var row in await records.QueryAsync<dynamic>($"SELECT * FROM {table} ORDER BY 1, 2"))
                rows.Add($"{table}: " + string.Join(", ", ((IDictionary<string, object?>)row).Select(cell => $"{cell.Key}={Text(cell.Value)}")));
        return [.. rows];
    }

    private static string? Text(object? cell) => cell is byte[] bytes ? Convert.ToHexString(bytes) : cell?.ToString();
}
