using System.Text.Json.Nodes;
using MzPanel.EndToEnd.Tests.Silos;
using MzPanel.Testing;

namespace MzPanel.EndToEnd.Tests.Agents;

/// <summary>Tokens of real agents change while their links break; nobody is locked out, also where a change of tier is the reason.</summary>
public sealed class TokenRotationTests : IAsyncLifetime
{
    private const int Agents = 4;
    private const int Rounds = 2;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);
    private readonly TempDirectory data = new();
    private readonly List<(string ServerId, TempDirectory Root, AgentProcess Process)> agents = [];
    private readonly Random random = new(7);
    private SiloProcess silo = null!;
    private CuttingDoor door = null!;
    private Owner owner = null!;

    public async ValueTask InitializeAsync()
    {
        var address = new Uri($"http://127.0.0.1:{FreePort.Next()}");
        door = new CuttingDoor(address);
        silo = new SiloProcess(data.Path, $"--Agents:ConnectUrl={door.Address}") { Address = address };
        await silo.StartAsync();
        owner = await Owner.SetUpAsync(silo);
        for (var i = 0; i < Agents; i++)
            await AddAgentAsync();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var (_, root, process) in agents)
        {
            await process.DisposeAsync();
            root.Dispose();
        }
        owner.Dispose();
        await door.DisposeAsync();
        await silo.DisposeAsync();
        data.Dispose();
    }

    [Fact]
    public async Task Agents_whose_links_break_while_their_tokens_change_all_come_back()
    {
        for (var round = 0; round < Rounds; round++)
        {
            var before = agents.ConvertAll(Token);
            await Task.WhenAll(agents.Select(agent => owner.PostAsync($"/v1/servers/{agent.ServerId}/rotate-token", [], System.Net.HttpStatusCode.Accepted))
                .Append(CutAsync()));
            await RotatedAsync(before);
            await SettledAsync();
        }
    }

    [Fact]
    public async Task A_change_of_tier_brings_a_licence_and_a_token_to_the_agents_that_are_there()
    {
        var before = agents.ConvertAll(Token);
        var workspace = (await owner.GetAsync("/v1/account")).GetProperty("workspace").GetProperty("id").GetString()!;

        var (code, said, _) = await Programs.RunAsync(Programs.Silo, "tier", workspace, "pro", $"--Storage:DataDirectory={data.Path}");

        Assert.Equal((0, $"{workspace} is on pro now, not on unlimited; {Agents} servers get another licence and token"), (code, said));
        Assert.Equal("pro", (await owner.GetAsync("/v1/account")).GetProperty("tier").GetString());
        await RotatedAsync(before);
        Assert.All(agents, agent => Assert.Equal("pro", Read(agent, "license")["claims"]!["tier"]!.GetValue<string>()));
        await SettledAsync();
    }

    [Fact]
    public async Task A_tier_or_a_workspace_that_is_not_there_is_named_in_one_line()
    {
        var workspace = (await owner.GetAsync("/v1/account")).GetProperty("workspace").GetProperty("id").GetString()!;
        var unknown = await Programs.RunAsync(Programs.Silo, "tier", workspace, "gold", $"--Storage:DataDirectory={data.Path}");
        var nowhere = await Programs.RunAsync(Programs.Silo, "tier", "wks_1", "pro", $"--Storage:DataDirectory={data.Path}");

        Assert.Equal((1, ""), (unknown.Code, unknown.Output));
        Assert.Contains("free, max, plus, pro, unlimited", unknown.Error, StringComparison.Ordinal);
        Assert.Equal((1, ""), (nowhere.Code, nowhere.Output));
        Assert.Contains("wks_1", nowhere.Error, StringComparison.Ordinal);
    }

    private async Task AddAgentAsync()
    {
        var (server, install) = await owner.ServerAsync();
        var root = new TempDirectory();
        var agent = new AgentProcess(root.Path);
        agents.Add((server, root, agent));
        var (exit, said) = await agent.RegisterAsync(silo.Address, install);
        Assert.True(exit == 0, said);
        agent.Run();
        await OnlineAsync(server);
    }

    // Somewhere between the request, the delivery, the write and the acknowledgement.
    private async Task CutAsync()
    {
        for (var cuts = 0; cuts < 2; cuts++)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(random.Next(30)), TimeProvider.System);
            door.Cut();
        }
    }

    private async Task RotatedAsync(List<string> before)
    {
        foreach (var (agent, old) in agents.Zip(before))
            await Until.Async(() => Task.FromResult(Token(agent) != old), limit: Limit);
    }

    /// <summary>Each comes in with its new token, and has no other besides.</summary>
    private async Task SettledAsync()
    {
        door.Cut();
        foreach (var agent in agents)
        {
            await Until.Async(() => Task.FromResult(Read(agent, "config")["previous_token"] is null), limit: Limit);
            await OnlineAsync(agent.ServerId);
        }
    }

    private Task OnlineAsync(string server) =>
        Until.Async(async () => (await owner.GetAsync($"/v1/servers/{server}")).GetProperty("status").GetString() == "online", limit: Limit);

    private static string Token((string, TempDirectory, AgentProcess) agent) => Read(agent, "config")["agent_token"]!.GetValue<string>();

    private static JsonNode Read((string ServerId, TempDirectory Root, AgentProcess Process) agent, string file) =>
        JsonNode.Parse(File.ReadAllText(Path.Combine(agent.Root.Path, $"etc/mzagent/{file}.json")))!;
}
