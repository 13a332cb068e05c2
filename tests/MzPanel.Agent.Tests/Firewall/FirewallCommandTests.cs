using MzPanel.Agent.Commands;
using MzPanel.Agent.Firewall;
using MzPanel.Agent.Tests.Commands;

namespace MzPanel.Agent.Tests.Firewall;

/// <summary>What the kinds refuse, and what a dry run does, without a network.</summary>
public sealed class FirewallCommandTests : IDisposable
{
    private static readonly string[] OnlyAsked = ["--check", "--file", "-"];
    private readonly KindRun run = new();

    public void Dispose() => run.Dispose();

    [Fact]
    public async Task A_dry_run_has_nft_check_the_rules_tells_them_and_loads_none()
    {
        var result = await run.RunAsync(Command("firewall.allow"), """{"port":"80","dry_run":true}""");
        Assert.Equal(0, result.ExitCode);
        Assert.Equal(OnlyAsked, Assert.Single(run.Programs.Calls).Arguments);
        Assert.Contains("tcp dport 80 accept", run.Log.Lines[^1].Text, StringComparison.Ordinal);
        Assert.False(Directory.Exists(run.Sandbox.Root.Resolve("/etc/mz")));
        Assert.Null(FirewallTrial.Read(run.Sandbox.Root));
    }

    [Fact]
    public async Task Rules_that_nft_does_not_take_are_not_tried()
    {
        run.Programs.Answer("nft --check", "", 1);
        Assert.Equal("firewall_refused", (await run.RunAsync(Command("firewall.allow"), """{"port":"80"}""")).Error!.Code);
        Assert.Equal(OnlyAsked, Assert.Single(run.Programs.Calls).Arguments);
    }

    [Fact]
    public async Task Without_a_guard_nothing_is_loaded()
    {
        run.Programs.Answer($"{Agent.Jobs.ProcessWorkers.Self[0]} x", "", 1);
        Assert.EndsWith("did not start. The VPS is as it was before.", (await run.RunAsync(Command("firewall.allow"), """{"port":"80"}""")).Error!.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(run.Programs.Calls, c => c.Program == "nft" && c.Arguments[0] == "--file" && c.Input!.Contains("dport 80", StringComparison.Ordinal));
        Assert.Null(FirewallTrial.Read(run.Sandbox.Root));
    }

    [Theory]
    [InlineData("firewall.policy", """{"policy":"drop"}""", true)]
    [InlineData("firewall.policy", """{"policy":"drop","force":true}""", false)]
    [InlineData("firewall.deny", """{"port":"2222"}""", true)]
    [InlineData("firewall.deny", """{"port":"2000-3000","protocol":"any"}""", true)]
    [InlineData("firewall.deny", """{"port":"2222","address":"192.0.2.0/24"}""", false)]
    [InlineData("firewall.deny", """{"port":"2222","protocol":"udp"}""", false)]
    [InlineData("firewall.deny", """{"port":"22"}""", false)]
    public async Task Where_nobody_could_reach_SSH_any_more_a_change_needs_force(string kind, string args, bool refused)
    {
        Listen(2222);
        run.Sandbox.Put("/etc/ssh/sshd_config", "#Port 22\nport 2222\nMatch all\n");
        var result = await run.RunAsync(Command(kind), args[..^1] + ",\"dry_run\":true}");
        Assert.Equal(refused ? "would_lock_out" : null, result.Error?.Code);
    }

    [Fact]
    public async Task Who_is_locked_out_already_needs_no_force_for_another_change()
    {
        Listen(22);
        FirewallFile.Write(run.Sandbox.Root, new FirewallSettings { Policy = "drop" });
        Assert.Null((await run.RunAsync(Command("firewall.deny"), """{"port":"80","dry_run":true}""")).Error);
    }

    [Fact]
    public async Task An_SSH_that_nobody_listens_for_is_not_missed()
    {
        Listen(80);
        Assert.Null((await run.RunAsync(Command("firewall.policy"), """{"policy":"drop","dry_run":true}""")).Error);
    }

    [Fact]
    public async Task To_remove_what_is_not_there_is_no_fault_and_no_work()
    {
        Assert.Equal(0, (await run.RunAsync(Command("firewall.remove"), """{"rule":"fw_0123456789ab"}""")).ExitCode);
        Assert.Empty(run.Programs.Calls);
    }

    private static ICommand Command(string kind) => CommandSet.Find(kind)!;

    private void Listen(int port)
    {
        run.Sandbox.Put("/proc/net/tcp", $"  sl  local_address rem_address   st\n   0: 00000000:{port:X4} 00000000:0000 0A 0:0\n   1: 0100007F:0016 00000000:0000 01 0:0\n");
        run.Sandbox.Put("/proc/net/tcp6", "");
    }
}
