using System.Diagnostics;
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

/// <summary>A copy of <c>Client</c> and of the document, with what its lock file names installed.</summary>
public sealed class Workshop : IAsyncLifetime
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);
    private readonly TempDirectory directory = new();

    public async ValueTask InitializeAsync()
    {
        foreach (var file in Directory.EnumerateFiles(Path.Combine(Programs.Root, "tests/MzPanel.EndToEnd.Tests/Docs/Client")))
            File.Copy(file, Path.Combine(directory.Path, Path.GetFileName(file)));
        File.Copy(Path.Combine(Programs.Root, "docs/openapi.json"), Path.Combine(directory.Path, "openapi.json"));
        var (code, said) = await RunAsync("npm", [], "ci", "--ignore-scripts", "--no-audit", "--no-fund");
        Assert.True(code == 0, said);
    }

    public ValueTask DisposeAsync()
    {
        directory.Dispose();
        return ValueTask.CompletedTask;
    }

    internal async Task<(int Code, string Said)> RunAsync(string program, (string Name, string Value)[] environment, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = directory.Path, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["REDOCLY_SUPPRESS_UPDATE_NOTICE"] = "true";
        start.Environment["REDOCLY_TELEMETRY"] = "off";
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        using var process = Process.Start(start)!;
        using var limit = new CancellationTokenSource(Limit);
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(limit.Token), process.StandardError.ReadToEndAsync(limit.Token));
        await process.WaitForExitAsync(limit.Token);
        return (process.ExitCode, process.ExitCode == 0 ? await output : await output + await errors);
    }
}
