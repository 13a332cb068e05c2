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
