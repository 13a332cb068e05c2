using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using MzPanel.EndToEnd.Tests.Agents;
using MzPanel.EndToEnd.Tests.Silos;
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

    private static Proxy Of(string program) => program == "nginx" ? Proxy.Nginx() : Proxy.HAProxy();

    private static async Task ReadyAsync(Uri address)
    {
        using var http = new HttpClient { BaseAddress = address };
        await Until.Async(async () =>
        {
            try
            {
                return (await http.GetAsync("/healthz/ready")).IsSuccessStatusCode;
            }
            catch (HttpRequestException)
            {
                return false;
            }
        });
    }
}
