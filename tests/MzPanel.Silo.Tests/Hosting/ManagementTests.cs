using System.Net;
using MzPanel.Silo.Hosting;
using MzPanel.Testing;

namespace MzPanel.Silo.Tests.Hosting;

/// <summary>What the operator sees, and nobody else.</summary>
public sealed class ManagementTests
{
    [Theory]
    [InlineData("/metrics"), InlineData("/dashboard"), InlineData("/dashboard/DashboardCounters"), InlineData("/dashboard/GrainState?grainId=x&grainType=y")]
    public async Task Figures_and_grains_are_on_no_public_address(string path)
    {
        await using var silo = await WholeSilo.StartAsync($"--Management:Urls=http://127.0.0.1:{FreePort.Next()}");
        var answer = await silo.Http.SendAsync("GET", path);
        Assert.Equal((HttpStatusCode.NotFound, "not_found"), (answer.Status, answer.Code));
    }

    [Fact]
    public async Task The_private_address_serves_health_figures_and_the_dashboard_and_nothing_else()
    {
        var management = new Uri($"http://127.0.0.1:{FreePort.Next()}");
        await using var silo = await WholeSilo.StartAsync($"--Management:Urls={management}");
        using var http = new HttpClient { BaseAddress = management };
        Assert.Equal(HttpStatusCode.OK, (await http.SendAsync("GET", "/healthz/ready")).Status);
        Assert.Contains("<html", await http.GetStringAsync(new Uri("/dashboard/", UriKind.Relative)), StringComparison.OrdinalIgnoreCase);
        Assert.Contains("totalActivationCount", await http.GetStringAsync(new Uri("/dashboard/DashboardCounters", UriKind.Relative)), StringComparison.Ordinal);
        Assert.Contains("# TYPE", await http.GetStringAsync(new Uri("/metrics", UriKind.Relative)), StringComparison.Ordinal);
        foreach (var path in new[] { "/v1/account", "/.well-known/jwks.json", "/", "/v1/agent" })
            Assert.Equal("not_found", (await http.SendAsync("GET", path)).Code);
    }

    [Fact]
    public async Task One_port_for_both_refuses_and_names_the_setting()
    {
        using var directory = new TempDirectory();
        var port = FreePort.Next();
        var refusal = await Assert.ThrowsAsync<StartException>(() => SiloApp.BuildAsync([.. StartTests.Args(directory), $"--Urls=http://127.0.0.1:{port}", $"--Management:Urls=http://127.0.0.2:{port}"]));
        Assert.Contains("Management:Urls", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_private_port_that_is_taken_refuses_and_names_the_setting()
    {
        using var directory = new TempDirectory();
        using var taken = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;
        var refusal = await Assert.ThrowsAsync<StartException>(() => SiloApp.BuildAsync([.. StartTests.Args(directory), $"--Management:Urls=http://127.0.0.1:{port}"]));
        Assert.Contains($"port {port} of 127.0.0.1 is taken: stop what uses it, or set Management:Urls", refusal.Message, StringComparison.Ordinal);
    }
}
