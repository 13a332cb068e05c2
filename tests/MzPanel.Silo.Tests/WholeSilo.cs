using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using MzPanel.Protocol.Tokens;
using MzPanel.Silo.Hosting;
using MzPanel.Silo.Http;
using MzPanel.Silo.Tests.Agents;
using MzPanel.Silo.Tests.Docs;
using MzPanel.Silo.Tests.Logs;
using MzPanel.Testing;

namespace MzPanel.Silo.Tests;

/// <summary>A whole silo in this process as the program composes it, and its owner.</summary>
internal sealed class WholeSilo : IAsyncDisposable
{
    private readonly TempDirectory directory = new();
    private readonly string setupToken = Token.Create(TokenKind.Setup);
    private SiloApp? silo;
    private (string, string)[] session = [];

    public SiloApp Silo => silo!;

    public HttpClient Http { get; private set; } = null!;

    public static async Task<WholeSilo> StartAsync(params string[] settings) => await StartAsync(null, settings);

    public static async Task<WholeSilo> StartAsync(SiloVariation? variation, params string[] settings)
    {
        var whole = new WholeSilo();
        string[] own =
        [
            "--Urls=http://127.0.0.1:0", "--Management:Urls=", "--Cluster:SiloPort=0", $"--Storage:DataDirectory={whole.directory.Path}",
            "--Logging:LogLevel:Default=Critical", $"--Access:SetupToken={whole.setupToken}", "--RateLimits:RequestsPerMinute=1000000",
        ];
        whole.silo = await SiloApp.BuildAsync([.. own, .. settings], Watched(variation ?? new SiloVariation { IsQuiet = true }));
        await whole.silo.StartAsync();
        whole.Http = new HttpClient(new SocketsHttpHandler { UseCookies = false }) { BaseAddress = whole.silo.Url.Url };
        return whole;
    }

    public T Service<T>() where T : notnull => Silo.Web.Services.GetRequiredService<T>();

    /// <summary>Sets the installation up; from here on <see cref="AskAsync"/> asks as its owner.</summary>
    public async Task SetUpAsync()
    {
        var answer = await Http.SendAsync("POST", "/v1/account/setup",
            new { setup_token = setupToken, email = "owner@example.org", password = "correct horse battery staple 9", workspace_name = "Test" });
        Assert.Equal(HttpStatusCode.Created, answer.Status);
        session = [("Cookie", answer.Header("Set-Cookie")!.Split(';')[0]), ("Sec-Fetch-Site", "same-origin")];
    }

    /// <summary>Signs this silo's client in with the session of another silo of the cluster.</summary>
    public void SignInAs(WholeSilo other) => session = other.session;

    public Task<Answer> AskAsync(string method, string path, object? body = null) => Http.SendAsync(method, path, body, session);

    /// <summary>Watches a stream of events as its owner.</summary>
    public Task<Viewer> ViewAsync(string path, string? lastEventId = null) => Viewer.OpenAsync(Http, path, lastEventId, session);

    /// <summary>A server and its agent's token.</summary>
    public async Task<(string ServerId, string Token)> ServerAsync()
    {
        var made = await AskAsync("POST", "/v1/servers", new { name = "web-1" });
        Assert.Equal(HttpStatusCode.Created, made.Status);
        var registered = await Http.SendAsync("POST", "/v1/agent/register", new
        {
            install_token = made.Json.GetProperty("install").GetProperty("token").GetString(),
            exchange_nonce = Guid.NewGuid().ToString("N"),
            hostname = "foreign",
        });
        return (registered.Json.GetProperty("server_id").GetString()!, registered.Json.GetProperty("agent_token").GetString()!);
    }

    public Task<RawAgent> DialAsync(string token) => RawAgent.DialAsync(new UriBuilder(Silo.Url.Url) { Scheme = "ws", Path = "/v1/agent" }.Uri, token);

    /// <summary>Dials and says hello; the agent and its welcome.</summary>
    public async Task<(RawAgent Agent, JsonElement Welcome)> ConnectAsync(string token)
    {
        var agent = await DialAsync(token);
        await agent.SendAsync("hello", new { hostname = "foreign" });
        var welcome = await agent.NextAsync();
        Assert.Equal("welcome", welcome.Type);
        return (agent, welcome.Payload);
    }

    private static SiloVariation Watched(SiloVariation variation) => variation with
    {
        Services = services =>
        {
            variation.Services?.Invoke(services);
            services.AddSingleton<IRefusalWitness, DocumentedRefusals>();
        },
    };

    public async ValueTask DisposeAsync()
    {
        Http?.Dispose();
        if (silo is not null)
        {
            await silo.Web.StopAsync();
            await silo.DisposeAsync();
        }
        directory.Dispose();
    }
}
