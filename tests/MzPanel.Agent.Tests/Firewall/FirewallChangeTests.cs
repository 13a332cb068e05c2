using MzPanel.Agent.Firewall;
using MzPanel.Agent.Processes;
using MzPanel.Agent.Tests.Jobs;

namespace MzPanel.Agent.Tests.Firewall;

/// <summary>No change cuts the agent off from its control plane: what is not confirmed over its link is put back by itself.</summary>
public sealed class FirewallChangeTests : IAsyncLifetime
{
    private const int Port = 8088;
    private const int HoldStill = 19;
    private const int GoOn = 18;
    private FirewallBench bench = null!;

    private string Plane => new Uri(bench.Daemon.Plane.ConnectUrl).Port.ToString(System.Globalization.CultureInfo.InvariantCulture);

    private string CutsOff => $$"""{"direction":"out","port":"{{Plane}}"}""";

    public async ValueTask InitializeAsync() => bench = await FirewallBench.StartAsync();

    public ValueTask DisposeAsync() => bench.DisposeAsync();

    [Fact]
    public async Task What_leaves_the_link_alone_is_kept_and_other_tables_stay_as_they_are()
    {
        bench.Network.RunInside("nft", "add table inet theirs; add chain inet theirs input { type filter hook input priority 0; }; add rule inet theirs input tcp dport 4 drop");
        var theirs = bench.Network.RunInside("nft", "list table inet theirs");
        using var listener = await bench.Network.ListenAsync(Port);
        Assert.True(await bench.Network.ComesInAsync(Port));

        await bench.ChangeAsync("firewall.policy", """{"policy":"drop"}""");
        Assert.False(await bench.Network.ComesInAsync(Port));
        var rule = (await bench.ChangeAsync("firewall.allow", $$"""{"port":"{{Port}}","address":"{{bench.Network.Outside}}"}""")).GetProperty("rule").GetString()!;
        Assert.True(await bench.Network.ComesInAsync(Port));
        var managed = (await bench.ChangeAsync("firewall.list", "{}")).GetProperty("managed");
        Assert.Equal(("drop", rule), (managed.GetProperty("policy").GetString(), managed.GetProperty("rules")[0].GetProperty("id").GetString()));

        await bench.ChangeAsync("firewall.remove", $$"""{"rule":"{{rule}}"}""");
        Assert.False(await bench.Network.ComesInAsync(Port));
        await bench.ChangeAsync("firewall.policy", """{"policy":"accept"}""");
        Assert.True(await bench.Network.ComesInAsync(Port));
        Assert.Equal(theirs, bench.Rules);
    }

    [Fact]
    public async Task A_limit_lets_so_many_in_each_minute()
    {
        using var listener = await bench.Network.ListenAsync(Port);
        await bench.ChangeAsync("firewall.limit", $$"""{"port":"{{Port}}","per_minute":3}""");
        var came = 0;
        for (var i = 0; i < 6; i++)
            came += await bench.Network.ComesInAsync(Port) ? 1 : 0;
        Assert.InRange(came, 3, 4);
    }

    [Fact]
    public async Task What_would_cut_the_agent_off_is_put_back_and_the_job_says_so()
    {
        await bench.ChangeAsync("firewall.allow", """{"port":"80"}""");
        var (rules, file) = (bench.Rules, File.ReadAllText(bench.File));
        bench.ConfirmWithin(2);

        var done = await bench.RunAsync("firewall.deny", CutsOff);

        Assert.Equal((1, "not_confirmed"), (done.ExitCode, done.Error!.Code));
        Assert.EndsWith("did not answer a new connection within 2 s. The VPS is as it was before.", done.Error.Message, StringComparison.Ordinal);
        Assert.Equal((rules, file), (bench.Rules, File.ReadAllText(bench.File)));
        bench.ConfirmWithin(60);
        await bench.ChangeAsync("firewall.allow", """{"port":"81"}""");
    }

    [Fact]
    public async Task A_control_plane_that_answers_dials_but_is_not_heard_over_the_link_confirms_nothing()
    {
        bench.Acknowledges = false;
        bench.ConfirmWithin(2);
        var done = await bench.RunAsync("firewall.allow", """{"port":"80"}""");
        Assert.Equal("not_confirmed", done.Error!.Code);
        Assert.Equal("", bench.Rules);
        Assert.False(File.Exists(bench.File));
    }

    [Fact]
    public async Task With_agent_and_command_killed_before_it_is_confirmed_the_guard_puts_it_back()
    {
        await CutOffAsync();
        await bench.Process.KillAsync();
        bench.Workers.Kill(bench.Ref);
        await PutBackAsync();
    }

    [Fact]
    public async Task With_the_guard_killed_as_well_the_next_start_of_the_agent_puts_it_back()
    {
        await bench.ChangeAsync("firewall.allow", """{"port":"80"}""");
        var before = bench.Rules;
        var trial = await CutOffAsync();
        await bench.Process.KillAsync();
        _ = Libc.SendSignal(trial.Guard!.Pid, Libc.Kill);
        bench.Workers.Kill(bench.Ref);
        Assert.Contains(Plane, bench.Rules, StringComparison.Ordinal);

        await bench.StartDaemonAsync();
        await WorkerBench.Eventually(() => bench.Rules == before && FirewallTrial.Read(bench.Daemon.Sandbox.Root) is null ? "as before" : null, "the rules from before");
    }

    [Fact]
    public async Task With_command_and_guard_killed_beneath_a_living_agent_the_agent_puts_it_back()
    {
        var trial = await CutOffAsync();
        _ = Libc.SendSignal(trial.Guard!.Pid, Libc.Kill);
        bench.Workers.Kill(bench.Ref);
        await PutBackAsync();
        Assert.Equal("interrupted", (await bench.DoneAsync()).Outcome);
    }

    [Fact]
    public async Task With_the_command_hanging_the_guard_puts_it_back_when_the_time_is_over()
    {
        bench.ConfirmWithin(2);
        var trial = await CutOffAsync();
        _ = Libc.SendSignal(trial.Worker.Pid, HoldStill);
        await PutBackAsync();
        _ = Libc.SendSignal(trial.Worker.Pid, GoOn);
        Assert.Equal("not_confirmed", (await bench.DoneAsync()).Error!.Code);
        Assert.Equal("", bench.Rules);
    }

    [Fact]
    public async Task With_the_command_stopped_by_somebody_it_is_put_back_at_once()
    {
        await CutOffAsync();
        bench.Workers.Stop(bench.Ref, 10);
        Assert.Equal("cancelled", (await bench.DoneAsync()).Outcome);
        Assert.Equal("", bench.Rules);
    }

    [Fact]
    public async Task After_a_boot_the_agent_loads_what_was_confirmed()
    {
        await bench.ChangeAsync("firewall.allow", """{"port":"80"}""");
        var rules = bench.Rules;
        await bench.Process.TerminateAsync();
        bench.Network.RunInside("nft", "flush", "ruleset");

        await bench.StartDaemonAsync();
        await WorkerBench.Eventually(() => bench.Rules == rules ? "loaded" : null, "the rules");
    }

    [Fact]
    public async Task A_second_change_waits_for_no_trial_and_says_so()
    {
        await CutOffAsync();
        var first = bench.Ref;
        Assert.Equal("busy", (await bench.RunAsync("firewall.allow", """{"port":"80"}""")).Error!.Code);
        Assert.Contains(Plane, bench.Rules, StringComparison.Ordinal);
        bench.Workers.Stop(first, 10);
        await PutBackAsync();
    }

    // The rules are loaded, and nobody will confirm them.
    private async Task<TrialRecord> CutOffAsync()
    {
        await bench.SendAsync("firewall.deny", CutsOff);
        await WorkerBench.Eventually(() => bench.Rules.Contains(Plane, StringComparison.Ordinal) ? "loaded" : null, "the rules");
        return FirewallTrial.Read(bench.Daemon.Sandbox.Root)!;
    }

    private Task<string> PutBackAsync() =>
        WorkerBench.Eventually(() => bench.Rules.Length == 0 && FirewallTrial.Read(bench.Daemon.Sandbox.Root) is null ? "as before" : null, "the rules from before");
}
