using System.Net;
using System.Net.Sockets;
using System.Text;
using MzPanel.Agent.Sites.Nginx;

namespace MzPanel.Agent.Tests.Sites;

/// <summary>Proxies, by a real nginx before a real program.</summary>
public sealed class ProxySiteTests : IDisposable
{
    private readonly SiteBench bench = new();
    private readonly HttpListener upstream = new();
    private readonly int port = SiteBench.FreePort();

    public ProxySiteTests()
    {
        upstream.Prefixes.Add($"http://*:{port}/");
        upstream.Start();
        _ = AnswerAsync();
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("localhost")]
    public async Task Requests_are_passed_on_with_the_host_and_the_address_they_came_with(string host)
    {
        await bench.CreateAsync("proxy", more: $""","upstream":"http://{host}:{port}" """);
        Assert.Equal($"/a/b?c=d one.example.org http", await bench.ReadAsync(path: "/a/b?c=d"));
    }

    [Fact]
    public async Task An_upstream_that_is_away_is_502_and_one_without_an_address_keeps_no_other_site_from_answering()
    {
        await bench.CreateAsync("proxy", more: $""","upstream":"http://no-such-host.invalid:81" """);
        await bench.CreateAsync(id: "site_two", domain: "two.example.org");
        Assert.Equal(HttpStatusCode.BadGateway, await bench.StatusAsync());
        Assert.Equal(HttpStatusCode.OK, await bench.StatusAsync("two.example.org"));
    }

    [Fact]
    public async Task An_update_passes_requests_on_to_somewhere_else()
    {
        await bench.CreateAsync("proxy", more: $""","upstream":"http://127.0.0.1:{SiteBench.FreePort()}" """);
        await bench.RunAsync("site.update", SiteBench.Of($""","upstream":"http://127.0.0.1:{port}" """));
        Assert.StartsWith("/ one", await bench.ReadAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://localhost:3000", "http://127.0.0.1:3000", true)]
    [InlineData("https://localhost", "https://127.0.0.1", true)]
    [InlineData("http://10.0.0.1:80", "http://10.0.0.1:80", true)]
    [InlineData("http://[::1]:80", "http://[::1]:80", true)]
    [InlineData("http://[::1]", "http://[::1]", true)]
    [InlineData("http://app.internal:80", "http://app.internal:80", false)]
    public void Only_addresses_are_looked_up_at_the_start(string upstreamUrl, string url, bool address) =>
        Assert.Equal(new ProxyTarget(url, address), ProxyTarget.Parse(upstreamUrl));

    public void Dispose()
    {
        bench.Dispose();
        upstream.Close();
    }

    private async Task AnswerAsync()
    {
        try
        {
            while (true)
            {
                var call = await upstream.GetContextAsync();
                var said = $"{call.Request.RawUrl} {call.Request.Headers["Host"]} {call.Request.Headers["X-Forwarded-Proto"]}";
                call.Response.OutputStream.Write(Encoding.UTF8.GetBytes(said));
                call.Response.Close();
            }
        }
        catch (Exception e) when (e is HttpListenerException or ObjectDisposedException or SocketException)
        {
            Assert.False(upstream.IsListening);
        }
    }
}
