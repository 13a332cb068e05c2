using System.Net;
using System.Text.Json.Nodes;
using MzPanel.EndToEnd.Tests.Enrollment;
using MzPanel.EndToEnd.Tests.Silos;
using MzPanel.Testing;
using MzPanel.Testing.Agents;

namespace MzPanel.EndToEnd.Tests.Updates;

/// <summary>An agent that was installed from a panel is updated by it: real processes, the panel's own signature.</summary>
public sealed class UpdateJourneyTests(InstallBench bench) : IClassFixture<InstallBench>
{
    private const string Next = "9.1.0";
    private const string Broken = "9.2.0";

    [Fact]
    public async Task A_newer_agent_takes_over_and_a_broken_one_gives_way_to_it_again()
    {
        using var vps = new SandboxVps();
        using var next = new AgentCopy(Programs.Agent, Next);
        bench.Offer("");
        var offer = await bench.OfferAsync();
        Assert.Equal(0, (await vps.PasteAsync(offer.Line)).Code);
        await using var others = new ProcessesBeneath(vps.Root);
        await using var agent = vps.Start();
        await bench.BecomesAsync(offer.ServerId, "online");

        Release(Next, next.Program);
        await UpdateAsync(offer.ServerId, welcomeS: 60);
        await HappensAsync(offer.ServerId, "agent.updated");
        Assert.Equal(Next, await VersionAsync(offer.ServerId));
        Assert.Equal(next.Program, await File.ReadAllBytesAsync(vps.Agent));

        Release(Broken, AgentCopy.Broken(Broken, "exit 1"));
        await UpdateAsync(offer.ServerId, welcomeS: 5);
        await HappensAsync(offer.ServerId, "agent.update_failed");
        Assert.Equal((Next, "online"), (await VersionAsync(offer.ServerId), (await bench.Owner.GetAsync($"/v1/servers/{offer.ServerId}")).GetProperty("status").GetString()));
        Assert.Equal(next.Program, await File.ReadAllBytesAsync(vps.Agent));
        var job = await bench.Owner.EndedAsync(await bench.Owner.JobAsync(offer.ServerId, "system.info"));
        Assert.Equal("succeeded", job.GetProperty("status").GetString());
    }

    private void Release(string version, byte[] program)
    {
        File.WriteAllBytes(bench.Program, program);
        File.WriteAllText(Path.Combine(Path.GetDirectoryName(bench.Program)!, "release.json"), $$"""{"version":"{{version}}"}""");
    }

    private async Task UpdateAsync(string serverId, int welcomeS)
    {
        var accepted = await bench.Owner.PostAsync($"/v1/servers/{serverId}/update", new JsonObject { ["welcome_s"] = welcomeS }, HttpStatusCode.Accepted);
        var ended = await bench.Owner.EndedAsync(accepted.GetProperty("job").GetProperty("id").GetString()!);
        Assert.True(ended.GetProperty("status").GetString() == "succeeded", ended.GetRawText());
    }

    private async Task<string?> VersionAsync(string serverId) => (await bench.Owner.GetAsync($"/v1/servers/{serverId}")).GetProperty("agent_version").GetString();

    // Several starts of a program lie in between.
    private Task HappensAsync(string serverId, string name) => Until.Async(
        async () => (await bench.Owner.GetAsync($"/v1/servers/{serverId}/events")).GetProperty("data").EnumerateArray().Any(e => e.GetProperty("name").GetString() == name),
        limit: TimeSpan.FromSeconds(60));
}
