using System.Net;
using System.Net.Http.Json;
using System.Net.WebSockets;
using System.Text.Json.Nodes;
using MzPanel.EndToEnd.Tests.Agents;
using MzPanel.EndToEnd.Tests.Silos;
using MzPanel.Protocol.Tokens;
using MzPanel.Testing;

namespace MzPanel.EndToEnd.Tests.Packaging;

/// <summary>The configurations we ship for load balancers, with the real programs.</summary>
public sealed class ProxyTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(20);

    [Theory, InlineData("nginx"), InlineData("haproxy")]
    public async Task The_program_has_nothing_to_say_against_its_configuration(string program)
    {
        await using var proxy = Of(program);
        Assert.Equal((0, "", ""), await proxy.CheckAsync());
    }

    [Theory, InlineData("nginx"), InlineData("haproxy")]
    public async Task People_agents_and_streams_pass_though_two_of_three_silos_are_away(string program)
    {
        using var directory = new TempDirectory();
        await using var proxy = Of(program);
        await using var silo = new SiloProcess(directory.Path, $"--PublicUrl={proxy.Address.OriginalString}");
        await silo.StartAsync();
        proxy.Start(silo.Address);
        await ReadyAsync(proxy.Address);
        using var owner = await Owner.SetUpAsync(proxy.Address, silo.SetupToken);
        var (server, install) = await owner.ServerAsync();
        var job = await owner.JobAsync(server, "system.info");

        // Nothing follows this first event until an agent comes: a proxy that gathers would hold it back.
        using var stream = await owner.Http.GetAsync($"/v1/jobs/{job}/logs/stream", HttpCompletionOption.ResponseHeadersRead).WaitAsync(Soon);
        using var events = new StreamReader(await stream.Content.ReadAsStreamAsync());
        Assert.Equal("event: status", await events.ReadLineAsync().WaitAsync(Soon));

        await using var agent = new ForeignAgent(proxy.Address, await owner.RegisterAsync(install), full: true, ["through the proxy"]);
        agent.Start();
        Assert.Contains("through the proxy", await events.ReadToEndAsync().WaitAsync(Soon), StringComparison.Ordinal);
    }

    [Theory, InlineData("nginx"), InlineData("haproxy")]
    public async Task Agents_that_are_to_come_again_later_hear_so_and_close_the_door_to_nobody_else(string program)
    {
        using var directory = new TempDirectory();
        await using var proxy = Of(program);
        await using var silo = new SiloProcess(directory.Path, $"--PublicUrl={proxy.Address.OriginalString}", "--Agents:HandshakesPerSecond=1");
        await silo.StartAsync();
        proxy.Start(silo.Address);
        await ReadyAsync(proxy.Address);
        var answers = new List<HttpStatusCode>();
        for (var tries = 0; tries < 8; tries++)
            answers.Add(await KnockAsync(proxy.Address));

        Assert.All(answers, answer => Assert.True(answer is HttpStatusCode.ServiceUnavailable or HttpStatusCode.Unauthorized, $"{answer}"));
        Assert.True(answers.Count(a => a == HttpStatusCode.ServiceUnavailable) > 3, string.Join(' ', answers));
        using var http = new HttpClient { BaseAddress = proxy.Address };
        Assert.Equal("ready", await http.GetStringAsync("/healthz/ready"));
    }

    [Theory, InlineData("nginx"), InlineData("haproxy")]
    public async Task Where_no_silo_answers_that_is_said_as_a_silo_would_say_it(string program)
    {
        await using var proxy = Of(program);
        proxy.Start(new($"http://127.0.0.1:{FreePort.Next()}"));
        using var http = new HttpClient { BaseAddress = proxy.Address };
        await Until.Async(() => IsThereAsync(http));
        using var answer = await http.GetAsync("/v1/servers");
        Assert.Equal((HttpStatusCode.ServiceUnavailable, TimeSpan.FromSeconds(5)), (answer.StatusCode, answer.Headers.RetryAfter?.Delta));
        Assert.Equal("unavailable", (await answer.Content.ReadFromJsonAsync<JsonObject>())?["error"]?["code"]?.GetValue<string>());
    }

    [Theory, InlineData("nginx"), InlineData("haproxy")]
    public async Task What_a_client_says_about_its_own_address_is_dropped(string program)
    {
        using var directory = new TempDirectory();
        await using var proxy = Of(program);
        await using var silo = new SiloProcess(directory.Path, $"--PublicUrl={proxy.Address.OriginalString}", "--RateLimits:SignInsPerMinute=2", "--Network:TrustedProxies:0=0.0.0.0/0");
        await silo.StartAsync();
        proxy.Start(silo.Address);
        await ReadyAsync(proxy.Address);
        using var http = new HttpClient { BaseAddress = proxy.Address };
        var answers = new List<HttpStatusCode>();
        for (var tries = 1; tries <= 3; tries++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/account/sign-in");
            request.Headers.Add("X-Forwarded-For", $"192.0.2.{tries}");
            request.Content = JsonContent.Create(new JsonObject { ["email"] = "nobody@example.org", ["password"] = "a wrong pass phrase" });
            using var answer = await http.SendAsync(request);
            answers.Add(answer.StatusCode);
        }
        Assert.Equal([HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized, HttpStatusCode.TooManyRequests], answers);
    }

    private static async Task<HttpStatusCode> KnockAsync(Uri address)
    {
        using var socket = new ClientWebSocket();
        socket.Options.CollectHttpResponseDetails = true;
        socket.Options.SetRequestHeader("Authorization", "Bearer " + Token.Create(TokenKind.Agent));
        await Assert.ThrowsAsync<WebSocketException>(() => socket.ConnectAsync(new UriBuilder(new Uri(address, "/v1/agent")) { Scheme = "ws" }.Uri, CancellationToken.None));
        return socket.HttpStatusCode;
    }

    private static Proxy Of(string program) => program == "nginx" ? Proxy.Nginx() : Proxy.HAProxy();

    private static async Task ReadyAsync(Uri address)
    {
        using var http = new HttpClient { BaseAddress = address };
        await Until.Async(() => IsThereAsync(http, HttpStatusCode.OK));
    }

    private static async Task<bool> IsThereAsync(HttpClient http, HttpStatusCode? status = null)
    {
        try
        {
            using var answer = await http.GetAsync("/healthz/ready");
            return status is null || answer.StatusCode == status;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
