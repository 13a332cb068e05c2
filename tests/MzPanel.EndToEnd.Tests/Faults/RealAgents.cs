using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json.Nodes;
using MzPanel.EndToEnd.Tests.Agents;
using MzPanel.EndToEnd.Tests.Silos;
using MzPanel.Testing;

namespace MzPanel.EndToEnd.Tests.Faults;

/// <summary>Real <c>mzagent</c> processes whose commands append to a file: what ran is read there, not from our records.</summary>
internal sealed class RealAgents : IAsyncDisposable
{
    private const string Output = "1\n2\n3\n4\n5\n";
    private static readonly TimeSpan EndLimit = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private readonly TempDirectory directory = new();
    private readonly List<(string ServerId, AgentProcess Process)> agents = [];
    private readonly ConcurrentDictionary<string, string> accepted = new();
    private readonly CancellationTokenSource enough = new();
    private readonly RoundRobinClient client;
    private Task asking = Task.CompletedTask;

    private RealAgents(RoundRobinClient client) => this.client = client;

    private string LedgerFile => Path.Combine(directory.Path, "ledger");

    public static async Task<RealAgents> StartAsync(int count, Owner owner, RoundRobinClient client)
    {
        var all = new RealAgents(client);
        for (var number = 0; number < count; number++)
        {
            var (serverId, install) = await owner.ServerAsync($"real-{number}");
            var process = new AgentProcess(Directory.CreateDirectory(Path.Combine(all.directory.Path, $"root-{number}")).FullName);
            all.agents.Add((serverId, process));
            process.AllowShell();
            var (code, said) = await process.RegisterAsync(owner.Http.BaseAddress!, install);
            Assert.True(code == 0, said);
            process.Run();
        }
        all.asking = all.AskAsync();
        return all;
    }

    /// <summary>Asks for no more; then every accepted job must have run once and its output must be whole.</summary>
    public async Task AssertRanOnceAsync()
    {
        await enough.CancelAsync();
        await asking;
        Assert.NotEmpty(accepted);
        foreach (var (mark, jobId) in accepted)
        {
            await Until.Async(async () => await client.GetAsync($"/v1/jobs/{jobId}") is { } job && job.GetProperty("log").GetProperty("complete").GetBoolean(), limit: EndLimit);
            Assert.Equal("succeeded", (await client.GetAsync($"/v1/jobs/{jobId}"))!.Value.GetProperty("status").GetString());
            Assert.Equal(Output, await client.TextAsync($"/v1/jobs/{jobId}/logs.txt"));
            Assert.Single(await File.ReadAllLinesAsync(LedgerFile), mark);
        }
        var ran = await File.ReadAllLinesAsync(LedgerFile);
        Assert.Equal(ran.Length, ran.Distinct().Count());
    }

    public async ValueTask DisposeAsync()
    {
        await enough.CancelAsync();
        await asking;
        foreach (var (_, process) in agents)
            await process.DisposeAsync();
        enough.Dispose();
        directory.Dispose();
    }

    private async Task AskAsync()
    {
        for (var number = 0; !enough.IsCancellationRequested; number++)
        {
            var mark = string.Create(CultureInfo.InvariantCulture, $"run-{number}");
            var args = new JsonObject { ["command"] = $"echo {mark} >> {LedgerFile}; seq 5" };
            if (await client.JobAsync(agents[number % agents.Count].ServerId, "shell.run", args) is { } jobId)
                accepted[mark] = jobId;
            await Task.Delay(Pause, TimeProvider.System);
        }
    }
}
