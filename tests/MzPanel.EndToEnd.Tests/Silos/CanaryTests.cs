using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using MzPanel.Testing;
using Npgsql;
using OtpNet;

namespace MzPanel.EndToEnd.Tests.Silos;

/// <summary>Secrets of every kind are given to a silo that logs all it can; then they are looked for in all it wrote (security.md, output).</summary>
public sealed class CanaryTests : IDisposable
{
    private const string NewPassword = "canary-password-9-long-enough";
    private readonly TempDirectory data = new();
    private readonly Dictionary<string, string> canaries = [];

    [Fact]
    public Task No_secret_is_in_the_file_of_SQLite() => LookAsync([], async () =>
    {
        var file = Path.Combine(data.Path, "mzpanel.db");
        var dump = await Programs.RunAsync("sqlite3", file, ".dump");
        // The pages as they are hold what was overwritten, too.
        return dump.Output + Encoding.Latin1.GetString(await ReadAsync(file)) + Encoding.Latin1.GetString(await ReadAsync(file + "-wal"));
    });

    [Fact]
    public async Task No_secret_is_in_a_dump_of_PostgreSQL()
    {
        var server = await PgServer.SharedAsync();
        var database = await server.CreateDatabaseAsync();
        await LookAsync([$"--Storage:Postgres={database}"], async () =>
        {
            var (code, dump, error) = await Programs.RunAsync("pg_dump", "--host=127.0.0.1", $"--port={server.Port}", "--username=postgres", new NpgsqlConnectionStringBuilder(database).Database!);
            Assert.True(code == 0, error);
            return dump;
        });
    }

    public void Dispose() => data.Dispose();

    private async Task LookAsync(string[] settings, Func<Task<string>> dump)
    {
        await using var silo = new SiloProcess(data.Path, [.. settings, "--Logging:LogLevel:Default=Debug", "--Logging:LogLevel:Microsoft=Debug", "--RateLimits:SignInsPerMinute=1000"]);
        await silo.StartAsync();
        using var owner = await Owner.SetUpAsync(silo);
        canaries["session"] = owner.Http.DefaultRequestHeaders.GetValues("Cookie").Single().Split('=')[1];
        await MakeSecretsAsync(owner);
        await SendSecretsAsync(owner);
        var audit = await owner.Http.GetStringAsync("/v1/account/audit/export");

        Assert.Contains("server.create", audit, StringComparison.Ordinal);
        Assert.InRange(canaries.Count, 14, 100);
        await silo.TerminateAsync();
        Nowhere("audit", audit);
        Nowhere("log", silo.Output);
        canaries["setup"] = silo.SetupToken;
        var records = await dump();
        Assert.Contains("server.create", records, StringComparison.Ordinal);
        Nowhere("records", records);
    }

    /// <summary>Those that the silo makes, each asked for under a key, so that its answer is kept as well.</summary>
    private async Task MakeSecretsAsync(Owner owner)
    {
        var made = await AskAsync(owner, "/v1/servers", new JsonObject { ["name"] = "web-1" });
        var server = made.GetProperty("server").GetProperty("id").GetString()!;
        canaries["install token"] = Text(made.GetProperty("install"), "token");
        canaries["agent token"] = await owner.RegisterAsync(canaries["install token"]);
        canaries["install token again"] = Text((await AskAsync(owner, $"/v1/servers/{server}/install-token", [])).GetProperty("install"), "token");
        canaries["api token"] = Text(await AskAsync(owner, "/v1/account/tokens", new JsonObject { ["name"] = "t", ["scopes"] = new JsonArray("*") }), "secret");
        canaries["invitation"] = Text(await AskAsync(owner, "/v1/team/invitations",
            new JsonObject { ["email"] = "bob@example.org", ["role"] = "admin", ["scope"] = new JsonObject { ["type"] = "all" } }), "token");
        canaries["factor"] = Text(await AskAsync(owner, "/v1/account/mfa/totp", []), "secret");
        var code = new Totp(Base32Encoding.ToBytes(canaries["factor"])).ComputeTotp(TimeProvider.System.GetUtcNow().UtcDateTime);
        var codes = (await AskAsync(owner, "/v1/account/mfa/totp/confirm", new JsonObject { ["code"] = code })).GetProperty("recovery_codes");
        foreach (var (recovery, i) in codes.EnumerateArray().Select((c, i) => (c.GetString()!, i)))
            canaries[$"recovery code {i}"] = recovery;
        await AskAsync(owner, $"/v1/servers/{server}/jobs", new JsonObject
        {
            ["kind"] = "shell.run",
            ["args"] = new JsonObject { ["command"] = "true", ["env"] = new JsonObject { ["PASSWORD"] = Plant("secret argument") } },
        });
    }

    /// <summary>Those that people send, rightly and wrongly.</summary>
    private async Task SendSecretsAsync(Owner owner)
    {
        await owner.SignInAsync(Plant("wrong password"));
        foreach (var body in new[] { $$"""{"password":"{{Plant("unknown member")}}","nobody":1}""", $$"""{"password":"{{Plant("broken body")}}" """ })
            using (await owner.Http.PostAsync("/v1/account/sign-in", new StringContent(body, Encoding.UTF8, "application/json")))
            {
            }
        foreach (var token in new[] { "mzp_api_" + Plant("foreign token"), "mzp_agt_" + Plant("foreign agent token") })
            foreach (var path in new[] { "/v1/servers", "/v1/agent" })
            {
                using var request = new HttpRequestMessage(HttpMethod.Get, path);
                request.Headers.TryAddWithoutValidation("Authorization", "Bearer " + token);
                using var answer = await owner.Http.SendAsync(request);
            }
        canaries["password"] = Owner.Password;
        canaries["new password"] = NewPassword;
        await AskAsync(owner, "/v1/account/password", new JsonObject { ["current_password"] = Owner.Password, ["new_password"] = NewPassword });
    }

    private string Plant(string name) => canaries[name] = "canary" + Guid.NewGuid().ToString("N");

    private static async Task<JsonElement> AskAsync(Owner owner, string path, JsonObject body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = JsonContent.Create(body) };
        request.Headers.Add("Idempotency-Key", Guid.NewGuid().ToString());
        using var answer = await owner.Http.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, $"{path}: {text}");
        return answer.StatusCode == HttpStatusCode.NoContent ? default : JsonDocument.Parse(text).RootElement.Clone();
    }

    /// <summary>Neither as it is nor as bytes that a dump spells out.</summary>
    private void Nowhere(string place, string text)
    {
        foreach (var (name, secret) in canaries)
            foreach (var form in new[] { secret, Convert.ToHexString(Encoding.UTF8.GetBytes(secret)), Convert.ToBase64String(Encoding.UTF8.GetBytes(secret)) })
                Assert.False(text.Contains(form, StringComparison.OrdinalIgnoreCase), $"The {name} is in the {place}.");
    }

    private static string Text(JsonElement of, string member) => of.GetProperty(member).GetString()!;

    private static async Task<byte[]> ReadAsync(string path) => File.Exists(path) ? await File.ReadAllBytesAsync(path) : [];
}
