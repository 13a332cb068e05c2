using System.Diagnostics;
using System.Text.Json;
using MzPanel.Agent.Commands;
using MzPanel.Agent.Commands.Firewall;
using MzPanel.Agent.Tests.Cli;

namespace MzPanel.Agent.Tests.Commands.Firewall;

public sealed class FirewallListCommandTests : IDisposable
{
    private const string Rules = """
        table inet filter {
          chain input {
            type filter hook input priority filter; policy drop;
            ct state established,related accept
            iifname "lo" accept
            tcp dport { 22, 80, 8000-8100 } counter accept comment "web"
            ip saddr 10.0.0.0/8 tcp dport != 5432 drop
            meta l4proto icmp limit rate 5/second accept
            jump more
          }
          chain more { udp dport 53 return; }
        }
        """;

    private readonly KindRun run = new();

    public void Dispose() => run.Dispose();

    // In a network of its own: the rules of the machine that tests are never touched.
    [Fact]
    public async Task The_chains_of_a_real_nftables_are_told_with_policy_and_rules_as_people_write_them()
    {
        var file = run.Sandbox.Put("/rules.nft", Rules);
        var said = await InOwnNetworkAsync($"nft --file {file} && {AgentProgram.File} engine firewall");

        var chains = JsonElement.Parse(said).GetProperty("chains").EnumerateArray().ToList();

        Assert.Equal(["input", "more"], chains.Select(c => c.GetProperty("chain").GetString()));
        Assert.Equal(("inet", "filter", "input", "drop"), (Text("family"), Text("table"), Text("hook"), Text("policy")));
        Assert.Equal(
            ["ct state established,related accept", "iifname lo accept", "tcp dport { 22, 80, 8000-8100 } counter accept comment \"web\"", "ip saddr 10.0.0.0/8 tcp dport != 5432 drop"],
            chains[0].GetProperty("rules").EnumerateArray().Take(4).Select(r => r.GetString()));
        Assert.Equal("jump more", chains[0].GetProperty("rules").EnumerateArray().Last().GetString());
        Assert.Equal("udp dport 53 return", Assert.Single(chains[1].GetProperty("rules").EnumerateArray()).GetString());
        string? Text(string member) => chains[0].GetProperty(member).GetString();
    }

    [Fact]
    public async Task A_server_without_rules_says_so() => Assert.Contains("no rules", await InOwnNetworkAsync($"{AgentProgram.File} engine firewall"), StringComparison.Ordinal);

    [Theory]
    [InlineData("nonsense", 0)]
    [InlineData("{}", 0)]
    [InlineData("", 1)]
    public async Task An_answer_that_cannot_be_read_is_a_failure_and_no_empty_list(string said, int exitCode)
    {
        run.Programs.Answer("nft --json", said, exitCode);
        Assert.Equal("firewall_unreadable", (await run.RunAsync(new FirewallListCommand(TimeProvider.System))).Error!.Code);
    }

    [Fact]
    public async Task What_has_no_short_form_is_left_as_it_is()
    {
        run.Programs.Answer("nft --json", """
            {"nftables":[{"chain":{"family":"ip","table":"nat","name":"out"}},
            {"rule":{"family":"ip","table":"nat","chain":"out","expr":[{"xt":{"type":"match","name":"recent"}},{"masquerade":null}]}}]}
            """);
        var result = await run.RunAsync(new FirewallListCommand(TimeProvider.System));
        var chain = Assert.Single(JsonSerializer.Deserialize(result.Result!.Value, CommandsJson.Plain.FirewallInventory)!.Chains);
        Assert.Equal("""{"xt":{"type":"match","name":"recent"}} masquerade""", Assert.Single(chain.Rules));
    }

    private static async Task<string> InOwnNetworkAsync(string command)
    {
        using var process = Process.Start(new ProcessStartInfo("unshare", ["--net", "--", "sh", "-c", command]) { RedirectStandardOutput = true })!;
        var said = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return said;
    }
}
