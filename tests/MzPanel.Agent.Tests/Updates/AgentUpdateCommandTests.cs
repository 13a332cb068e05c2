using System.Text.Json;
using MzPanel.Agent.Commands;
using MzPanel.Agent.Config;
using MzPanel.Agent.Processes;
using MzPanel.Agent.Tests.Commands;
using MzPanel.Agent.Tests.Jobs;
using MzPanel.Protocol.License;

namespace MzPanel.Agent.Tests.Updates;

public sealed class AgentUpdateCommandTests : IAsyncLifetime
{
    private static readonly byte[] Good = AgentBuild.Broken("exit 0");
    private UpdateBench bench = null!;

    public async ValueTask InitializeAsync() => bench = await UpdateBench.StartAsync();

    public ValueTask DisposeAsync() => bench.DisposeAsync();

    [Fact]
    public async Task A_program_is_put_in_place_with_the_way_back_beside_it()
    {
        Assert.Equal(0, (await RunAsync(bench.Args(Good))).ExitCode);
        Assert.Equal(Good, File.ReadAllBytes(bench.Files.Program));
        Assert.Equal(UpdateBench.Old, File.ReadAllBytes(bench.Files.Previous));
        Assert.Equal((AgentVersion.Text, AgentBuild.Version), (bench.Files.Read()!.From, bench.Files.Read()!.To));
    }

    [Fact]
    public async Task A_dry_run_checks_everything_and_changes_nothing()
    {
        Assert.Equal(0, (await RunAsync(bench.Args(Good, more: ",\"dry_run\":true"))).ExitCode);
        AssertUnchanged();
    }

    [Fact]
    public async Task The_version_that_runs_already_is_not_installed_again()
    {
        var result = await RunAsync(bench.Args(Good, AgentVersion.Text, bench.Manifest(Good, AgentVersion.Text)));
        Assert.Equal((0, false), (result.ExitCode, result.Result!.Value.GetProperty("changed").GetBoolean()));
        AssertUnchanged();
    }

    [Fact]
    public async Task Anything_but_what_the_control_plane_signed_is_refused()
    {
        using var stranger = new Signer();
        var foreign = stranger.Update(new() { Version = AgentBuild.Version, Iat = 1, Exp = long.MaxValue, Programs = [] });
        await RefusedAsync("bad_signature", bench.Args(Good, manifest: foreign));
        await RefusedAsync("bad_signature", bench.Args(Good, manifest: bench.Manifest(Good, type: Jws.CommandType)));
        await RefusedAsync("wrong_program", bench.Args(Good, manifest: bench.Manifest(UpdateBench.Old)));
        await RefusedAsync("bad_signature", bench.Args(Good, version: "9.1.1"));
        await RefusedAsync("foreign_origin", bench.Args(Good, url: "http://127.0.0.1:1"));
    }

    [Fact]
    public async Task A_download_that_is_another_program_or_longer_is_never_run()
    {
        var ran = Path.Combine(bench.Root.Path, "ran");
        var args = bench.Args(Good);
        bench.Serve(AgentBuild.Script($"touch {ran}"));
        await RefusedAsync("wrong_program", args);
        bench.Serve([.. Good, .. AgentBuild.Script($"touch {ran}")]);
        await RefusedAsync("wrong_program", args);
        Assert.False(File.Exists(ran));
    }

    [Theory]
    [InlineData("exit 1", "does_not_run")]
    [InlineData("echo mzagent 9.1.2", "wrong_program")]
    [InlineData("[ \"$1\" = version ] && echo mzagent 9.1.0", "does_not_run")]
    public async Task A_program_that_does_not_run_here_is_not_put_in_place(string text, string code) => await RefusedAsync(code, bench.Args(AgentBuild.Script(text)));

    [Fact]
    public async Task An_older_version_is_refused_unless_it_is_asked_for()
    {
        var older = AgentBuild.Script("[ \"$1\" = self-check ] || echo mzagent 0.0.9");
        await RefusedAsync("downgrade", bench.Args(older, "0.0.9", bench.Manifest(older, "0.0.9")));
        Assert.Equal(0, (await RunAsync(bench.Args(older, "0.0.9", bench.Manifest(older, "0.0.9"), more: ",\"allow_downgrade\":true"))).ExitCode);
    }

    [Fact]
    public async Task Two_updates_at_once_are_one()
    {
        await RunAsync(bench.Args(Good));
        Assert.Equal("busy", (await RunAsync(bench.Args(Good))).Error?.Code);
    }

    [Fact]
    public async Task An_agent_that_was_not_installed_says_so()
    {
        File.Delete(bench.Files.Program);
        Assert.Equal("unsupported", (await RunAsync(bench.Args(Good))).Error?.Code);
    }

    private async Task RefusedAsync(string code, string args)
    {
        Assert.Equal(code, (await RunAsync(args)).Error?.Code);
        AssertUnchanged();
    }

    private void AssertUnchanged()
    {
        Assert.Equal(["mzagent"], Directory.EnumerateFiles(Path.GetDirectoryName(bench.Files.Program)!).Select(Path.GetFileName));
        Assert.Equal(UpdateBench.Old, File.ReadAllBytes(bench.Files.Program));
        Assert.Null(bench.Files.Read());
    }

    private async Task<CommandResult> RunAsync(string args)
    {
        using var json = JsonDocument.Parse(args);
        var command = new AgentUpdateCommand(TimeProvider.System, new Random(1));
        Assert.Empty(command.Kind.Args.Check(json.RootElement));
        using var stop = new StopRequest(TimeProvider.System);
        var context = new CommandContext(json.RootElement, bench.Root, LocalPolicy.Strict, new MemoryLog(), new Programs(stop));
        return await command.RunAsync(context, TestContext.Current.CancellationToken);
    }
}
