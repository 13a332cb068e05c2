using System.Globalization;
using System.Net.Sockets;
using Microsoft.Playwright;
using MzPanel.EndToEnd.Tests.Agents;
using MzPanel.EndToEnd.Tests.Browser;
using MzPanel.EndToEnd.Tests.Silos;
using MzPanel.Testing;
using static Microsoft.Playwright.Assertions;

namespace MzPanel.EndToEnd.Tests.Dashboard;

/// <summary>Three silos behind one address, as a browser and an agent see them.</summary>
public sealed class ClusterLogTests(Chromium chromium) : IClassFixture<Chromium>
{
    private const int Lines = 300;

    [Fact]
    public async Task A_log_goes_on_without_a_gap_or_a_double_line_when_the_silo_that_shows_it_is_killed()
    {
        var up = new List<SiloProcess>();
        await using var door = new TcpDoor((client, ended) => CarryAsync(client, up, ended));
        var address = new Uri($"http://{door.Address}");
        await using var cluster = new SiloCluster($"--PublicUrl={address.OriginalString}", "--RateLimits:SignInsPerMinute=10000");
        await cluster.StartAsync(3);
        up.AddRange(cluster.Silos);
        using var owner = await Owner.SetUpAsync(address, cluster.SetupToken);
        using var root = new TempDirectory();
        await using var agent = new AgentProcess(root.Path);
        var server = await ConnectAsync(owner, agent, address);
        await using var profile = await chromium.ProfileAsync();
        var page = await profile.NewPageAsync();
        await page.GotoAsync(new Uri(address, "/sign-in").AbsoluteUri);
        await ShownPanel.FillSignInAsync(page, Owner.Password);
        await page.GetByRole(AriaRole.Navigation, new() { Name = "Main" }).WaitForAsync();
        var job = await ShownPanel.ShellAsync(owner, server, $"for i in $(seq {Lines}); do echo line $i; sleep 0.03; done");
        await page.GotoAsync(new Uri(address, $"/jobs/{job}").AbsoluteUri);
        await Expect(page.Locator(".log-row").First).ToBeVisibleAsync(new() { Timeout = ShownPanel.LimitMs });

        var shown = up[0];
        up.RemoveAt(0);
        await shown.KillAsync();

        await Expect(page.GetByText(string.Create(CultureInfo.InvariantCulture, $"{Lines} lines, complete."))).ToBeVisibleAsync(new() { Timeout = 90_000 });
        await Expect(page.GetByText("Succeeded")).ToBeVisibleAsync(new() { Timeout = ShownPanel.LimitMs });
        Assert.Equal(Enumerable.Range(1, Lines).Select(i => $"line {i}"), await JobLogTests.CopyAsync(profile, page));
    }

    private static async Task<string> ConnectAsync(Owner owner, AgentProcess agent, Uri address)
    {
        var (server, install) = await owner.ServerAsync();
        agent.AllowShell();
        var (exit, said) = await agent.RegisterAsync(address, install);
        Assert.True(exit == 0, said);
        agent.Run();
        await Until.Async(async () => (await owner.GetAsync($"/v1/servers/{server}")).GetProperty("status").GetString() == "online");
        return server;
    }

    /// <summary>A failover as small as it gets: each connection goes to the first silo of those that are up.</summary>
    private static async Task CarryAsync(TcpClient client, List<SiloProcess> up, CancellationToken ended)
    {
        using (client)
        using (var silo = new TcpClient())
            try
            {
                await silo.ConnectAsync(up[0].Address.Host, up[0].Address.Port, ended);
                await Task.WhenAny(client.GetStream().CopyToAsync(silo.GetStream(), ended), silo.GetStream().CopyToAsync(client.GetStream(), ended));
            }
            catch (Exception e) when (e is SocketException or IOException or OperationCanceledException)
            {
                // Whoever was connected dials again.
            }
    }
}
