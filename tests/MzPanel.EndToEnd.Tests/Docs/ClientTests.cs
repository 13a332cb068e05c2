using System.Text.Json.Nodes;
using MzPanel.EndToEnd.Tests.Agents;
using MzPanel.EndToEnd.Tests.Silos;
using MzPanel.Testing;

namespace MzPanel.EndToEnd.Tests.Docs;

/// <summary>The description of the API in other people's hands: a linter's, and a generator's of clients.</summary>
public sealed class ClientTests(Workshop workshop) : IClassFixture<Workshop>
{
    [Fact]
    public async Task A_linter_finds_nothing_wrong_with_the_document()
    {
        var (code, said) = await workshop.RunAsync("npm", [], "run", "lint");

        Assert.True(code == 0, said);
    }

    [Fact]
    public async Task A_client_made_of_the_document_compiles_and_runs_a_job()
    {
        foreach (var step in new[] { "generate", "build" })
        {
            var (code, said) = await workshop.RunAsync("npm", [], "run", step);
            Assert.True(code == 0, said);
        }
        using TempDirectory data = new(), root = new();
        await using var silo = new SiloProcess(data.Path);
        await silo.StartAsync();
        using var owner = await Owner.SetUpAsync(silo);
        await using var agent = await AgentAsync(silo, owner, root.Path);
        var token = await owner.PostAsync("/v1/account/tokens", new JsonObject { ["name"] = "client", ["scopes"] = new JsonArray("*") }, System.Net.HttpStatusCode.Created);

        var (exit, output) = await workshop.RunAsync("node", [("MZ_URL", silo.Address.OriginalString), ("MZ_TOKEN", token.GetProperty("secret").GetString()!)], "built/main.js");

        Assert.True(exit == 0, output);
        Assert.Equal("""{"server":"web-1","status":"failed","exit_code":3,"log":["one","two","three"],"unknown":"not_found","invalid":["name"]}""", output.Trim());
    }

    private static async Task<AgentProcess> AgentAsync(SiloProcess silo, Owner owner, string root)
    {
        var agent = new AgentProcess(root);
        var (server, install) = await owner.ServerAsync();
        agent.AllowShell();
        var (exit, said) = await agent.RegisterAsync(silo.Address, install);
        Assert.True(exit == 0, said);
        agent.Run();
        await Until.Async(async () => (await owner.GetAsync($"/v1/servers/{server}")).GetProperty("status").GetString() == "online");
        return agent;
    }
}

/// <summary>The tools of <c>Client</c>, and the document.</summary>
public sealed class Workshop() : NpmTools("Docs/Client")
{
    /// <inheritdoc/>
    public override ValueTask InitializeAsync()
    {
        File.Copy(Path.Combine(Programs.Root, "docs/openapi.json"), Path.Combine(Place, "openapi.json"));
        return base.InitializeAsync();
    }
}
