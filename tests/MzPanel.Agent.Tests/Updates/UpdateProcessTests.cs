using MzPanel.Agent.Tests.Cli;
using MzPanel.Agent.Tests.Link;
using MzPanel.Protocol;
using MzPanel.Protocol.Envelopes;

namespace MzPanel.Agent.Tests.Updates;

public sealed class UpdateProcessTests(AgentBuild build) : IClassFixture<AgentBuild>, IAsyncLifetime
{
    private UpdateBench bench = null!;

    public async ValueTask InitializeAsync() => bench = await UpdateBench.StartAsync();

    public ValueTask DisposeAsync() => bench.DisposeAsync();

    [Fact]
    public async Task A_new_version_takes_the_agents_place_and_says_so_when_it_is_welcomed()
    {
        var link = await BeginAsync(build.Program);

        var (next, report) = await ReportAsync(link, 2);

        Assert.Equal((AgentBuild.Version, 0), (next.Hello!.AgentVersion, report.ExitCode));
        Assert.Contains(AgentBuild.Version, report.Result!.Value.GetRawText(), StringComparison.Ordinal);
        await EventAsync(next, "agent.updated");
        Assert.Equal(UpdateBench.Old, File.ReadAllBytes(bench.Files.Previous));
        Assert.Null(bench.Files.Read());
    }

    [Theory]
    [InlineData("exit 1")]
    [InlineData("while :; do sleep 0.1; done")]
    public async Task A_build_that_ends_at_once_or_hangs_gives_way_to_the_one_before_it(string run)
    {
        var link = await BeginAsync(AgentBuild.Broken(run));

        var (next, report) = await ReportAsync(link, 2);

        Assert.Equal((AgentVersion.Text, 0), (next.Hello!.AgentVersion, report.ExitCode));
        await EventAsync(next, "agent.update_failed");
        Assert.Equal(UpdateBench.Old, File.ReadAllBytes(bench.Files.Program));
    }

    [Fact]
    public async Task A_build_that_the_control_plane_never_welcomes_gives_way_to_the_one_before_it()
    {
        await BeginAsync(build.Program);
        var unwelcome = await bench.Plane.LinkAsync();
        Assert.Equal(AgentBuild.Version, (await unwelcome.NextAsync(MessageType.Hello, ProtocolJson.Default.Hello)).Payload.AgentVersion);

        var (next, report) = await ReportAsync(unwelcome, 2);

        Assert.Equal((AgentVersion.Text, 0), (next.Hello!.AgentVersion, report.ExitCode));
        await EventAsync(next, "agent.update_failed");
    }

    [Fact]
    public async Task By_hand_with_the_programs_hash_the_running_agent_begins_anew_with_it()
    {
        bench.Run();
        await bench.Plane.WelcomedAsync();

        var said = await AgentProcess.RunAsync("self-update", "--url", bench.ServeFile(build.Program), "--sha256", UpdateBench.Sha256(build.Program),
            "--restart", "--root", bench.Root.Path);

        Assert.Equal((0, ""), (said.ExitCode, said.ExitCode == 0 ? "" : said.Stderr));
        Assert.Equal(AgentBuild.Version, (await bench.Plane.WelcomedAsync(2)).Hello!.AgentVersion);
    }

    [Fact]
    public async Task By_hand_another_program_than_the_hash_says_changes_nothing()
    {
        var said = await AgentProcess.RunAsync("self-update", "--url", bench.ServeFile(build.Program), "--sha256", new string('0', 64), "--root", bench.Root.Path);

        Assert.Equal(1, said.ExitCode);
        Assert.Contains("wrong_program", said.Stderr, StringComparison.Ordinal);
        Assert.Equal(UpdateBench.Old, File.ReadAllBytes(bench.Files.Program));
        Assert.Equal(["mzagent"], Directory.EnumerateFiles(Path.GetDirectoryName(bench.Files.Program)!).Select(Path.GetFileName));
    }

    private async Task<PlaneLink> BeginAsync(byte[] program)
    {
        bench.Run();
        var link = await bench.Plane.WelcomedAsync();
        Assert.Equal(AgentVersion.Text, link.Hello!.AgentVersion);
        await bench.OrderAsync(link, bench.Args(program));
        return link;
    }

    // The result may be reported before the agent begins anew, or after.
    private async Task<(PlaneLink Next, Protocol.Jobs.JobDone Report)> ReportAsync(PlaneLink before, long epoch)
    {
        var next = await bench.Plane.WelcomedAsync(epoch);
        await before.Closed;
        var report = await next.NextAsync(MessageType.JobDone, ProtocolJson.Default.JobDone);
        await next.SendAsync(MessageType.Ack, report.Id, new Ack(), ProtocolJson.Default.Ack);
        return (next, report.Payload);
    }

    private static async Task EventAsync(PlaneLink link, string name) =>
        Assert.Equal(name, (await link.NextAsync(MessageType.Event, ProtocolJson.Default.AgentEvent)).Payload.Name);
}
