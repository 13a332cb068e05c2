using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using MzPanel.EndToEnd.Tests.Agents;
using MzPanel.EndToEnd.Tests.Silos;
using MzPanel.Testing;

namespace MzPanel.EndToEnd.Tests.Sites;

/// <summary>The whole way: REST, job, agent, nginx and PHP, and a request to the site that came of it.</summary>
[System.Runtime.Versioning.SupportedOSPlatform("linux")]
public sealed class SiteJourneyTests : IAsyncLifetime
{
    // The promise is held to on a box of its own; the short form shares it with silos that are killed and compiled beside it.
    private static readonly int LimitS = Environment.GetEnvironmentVariable("MZ_LONG") == "1" ? 5 : 45;

    private const string Domain = "shop.example.org";
    private readonly TempDirectory data = new();
    private readonly TempDirectory root = new();
    private readonly HttpClient visitor = new(new SocketsHttpHandler { UseProxy = false });
    private readonly int port = FreePort.Next();
    private SiloProcess silo = null!;
    private Owner owner = null!;
    private AgentProcess agent = null!;
    private string serverId = "";

    public async ValueTask InitializeAsync()
    {
        silo = new SiloProcess(data.Path);
        agent = new AgentProcess(root.Path);
        await silo.StartAsync();
        owner = await Owner.SetUpAsync(silo);
        (serverId, var install) = await owner.ServerAsync();
        // The web server's workers are not root; it listens where nobody else does.
        File.SetUnixFileMode(root.Path, File.GetUnixFileMode(root.Path) | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
        Directory.CreateDirectory(root.Path + "/etc/mz");
        await File.WriteAllTextAsync(root.Path + "/etc/mz/engine.json", $$"""{"http_port": {{port}}, "https_port": {{FreePort.Next()}}}""");
        var (exit, said) = await agent.RegisterAsync(silo.Address, install);
        Assert.True(exit == 0, said);
        agent.Run();
        await Until.Async(async () => (await owner.GetAsync($"/v1/servers/{serverId}")).GetProperty("status").GetString() == "online");
    }

    public async ValueTask DisposeAsync()
    {
        await agent.DisposeAsync();
        foreach (var file in Directory.Exists(root.Path + "/run") ? Directory.GetFiles(root.Path + "/run", "*.pid", SearchOption.AllDirectories) : [])
            await EndAsync(int.Parse(await File.ReadAllTextAsync(file), CultureInfo.InvariantCulture));
        owner.Dispose();
        visitor.Dispose();
        await silo.DisposeAsync();
        data.Dispose();
        root.Dispose();
    }

    [Theory]
    [InlineData("static")]
    [InlineData("php")]
    public async Task A_site_answers_soon_after_it_is_asked_for_and_is_gone_when_it_is_deleted(string kind)
    {
        var clock = Stopwatch.StartNew();
        var made = await owner.PostAsync("/v1/sites", new JsonObject { ["server_id"] = serverId, ["domain"] = Domain, ["kind"] = kind }, HttpStatusCode.Accepted);
        var accepted = clock.ElapsedMilliseconds;
        var id = made.GetProperty("site").GetProperty("id").GetString()!;
        await Until.Async(async () => await VisitAsync() == HttpStatusCode.OK);
        Console.WriteLine($"A {kind} site: accepted after {accepted} ms, answers after {clock.ElapsedMilliseconds} ms");
        Assert.InRange(clock.Elapsed.TotalSeconds, 0, LimitS);
        await SucceedsAsync(made);
        Assert.Equal("active", (await owner.GetAsync($"/v1/sites/{id}")).GetProperty("status").GetString());

        await ChangeAsync($"/v1/sites/{id}/disable");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await VisitAsync());
        using var deleted = await owner.Http.DeleteAsync(new Uri($"/v1/sites/{id}", UriKind.Relative));
        Assert.Equal(HttpStatusCode.Accepted, deleted.StatusCode);
        await SucceedsAsync(await deleted.Content.ReadFromJsonAsync<JsonElement>());
        Assert.Null(await VisitAsync());
    }

    [Fact]
    public async Task A_WordPress_shows_itself_to_its_first_visitor_and_nobody_but_its_server_knows_its_password()
    {
        await using var database = await MariaDbServer.StartAsync();
        database.AppearIn(root.Path);
        var clock = Stopwatch.StartNew();
        var made = await owner.PostAsync("/v1/sites", new JsonObject
        {
            ["server_id"] = serverId, ["domain"] = Domain, ["kind"] = "wordpress", ["title"] = "The Shop", ["admin_user"] = "ann",
        }, HttpStatusCode.Accepted);
        var job = made.GetProperty("job").GetProperty("id").GetString()!;
        var ended = await owner.EndedAsync(job);
        Console.WriteLine($"A wordpress site: made after {clock.ElapsedMilliseconds} ms");
        Assert.Equal("succeeded", ended.GetProperty("status").GetString());

        var file = ended.GetProperty("result").GetProperty("admin_password_file").GetString()!;
        var password = (await File.ReadAllLinesAsync(file)).Single(l => l.StartsWith("password: ", StringComparison.Ordinal))["password: ".Length..];
        Assert.Contains("<title>The Shop</title>", await ReadAsync("/"), StringComparison.Ordinal);
        Assert.Equal("/wp-admin/", await SignInAsync("ann", password));
        foreach (var path in new[] { $"/v1/jobs/{job}", $"/v1/jobs/{job}/logs", "/v1/account/audit", $"/v1/sites/{made.GetProperty("site").GetProperty("id").GetString()}" })
            Assert.DoesNotContain(password, (await owner.GetAsync(path)).GetRawText(), StringComparison.Ordinal);

        var listed = Assert.Single((await owner.GetAsync($"/v1/servers/{serverId}/inventory/databases")).GetProperty("data").EnumerateArray());
        Assert.Equal(made.GetProperty("site").GetProperty("id").GetString(), listed.GetProperty("site_id").GetString());
        Assert.True(listed.GetProperty("size_bytes").GetInt64() > 0);

        using var deleted = await owner.Http.DeleteAsync(new Uri($"/v1/sites/{made.GetProperty("site").GetProperty("id").GetString()}", UriKind.Relative));
        await SucceedsAsync(await deleted.Content.ReadFromJsonAsync<JsonElement>());
        Assert.DoesNotContain("mz_", await database.ExecuteAsync("SHOW DATABASES;"), StringComparison.Ordinal);
        Assert.Single(Directory.GetFiles(root.Path + "/var/www/.mz-archive", "database.sql", SearchOption.AllDirectories));
    }

    private async Task<string> ReadAsync(string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new UriBuilder("http", "127.0.0.1", port, path).Uri);
        request.Headers.Host = $"{Domain}:{port}";
        using var answer = await visitor.SendAsync(request);
        return await answer.Content.ReadAsStringAsync();
    }

    private async Task<string?> SignInAsync(string user, string password)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new UriBuilder("http", "127.0.0.1", port, "/wp-login.php").Uri);
        request.Headers.Host = $"{Domain}:{port}";
        request.Content = new FormUrlEncodedContent([new("log", user), new("pwd", password), new("wp-submit", "Log In")]);
        using var browser = new HttpClient(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false });
        using var answer = await browser.SendAsync(request);
        return answer.Headers.Location?.AbsolutePath;
    }

    private async Task ChangeAsync(string path) => await SucceedsAsync(await owner.PostAsync(path, [], HttpStatusCode.Accepted));

    private async Task SucceedsAsync(JsonElement answer) => Assert.Equal("succeeded",
        (await owner.EndedAsync(answer.GetProperty("job").GetProperty("id").GetString()!)).GetProperty("status").GetString());

    private async Task<HttpStatusCode?> VisitAsync()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new UriBuilder("http", "127.0.0.1", port).Uri);
        request.Headers.Host = Domain;
        try
        {
            using var answer = await visitor.SendAsync(request);
            return answer.StatusCode;
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }

    private static async Task EndAsync(int pid)
    {
        using var kill = Process.Start("kill", [pid.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
    }
}
