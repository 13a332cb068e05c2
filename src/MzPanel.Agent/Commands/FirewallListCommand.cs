using System.Text.Json;
using MzPanel.Agent.Commands.Firewall;
using MzPanel.Agent.Processes;
using MzPanel.Protocol.Commands;

namespace MzPanel.Agent.Commands;

/// <summary>The firewall as nftables has it, which is also where today's iptables puts its rules.</summary>
internal sealed class FirewallListCommand(TimeProvider time) : ICommand
{
    private const string Program = "nft";
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(8);

    public CommandKind Kind => FirewallList.Kind;

    public async Task<CommandResult> RunAsync(CommandContext context, CancellationToken cancelled)
    {
        if (!ProgramFinder.Has(Program))
            return Done([], "nft is not installed (package nftables): rules of an older iptables would not be seen here.");
        try
        {
            var (code, said) = await time.WithinAsync(Limit, c => context.CaptureAsync(new ProgramCall(Program, ["--json", "list", "ruleset"]), c), cancelled);
            if (code != 0)
                return CommandResult.Fail("firewall_unreadable", $"nft ended with exit code {code}.", code);
            var chains = NftRules.Parse(said);
            return chains.Count == 0 ? Done([], "nftables has no rules; those of an older iptables would not be seen here.") : Done(chains);
        }
        catch (Exception e) when (e is TimeoutException or JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return CommandResult.Fail("firewall_unreadable", $"What nft says of its rules could not be read: {e.Message}");
        }
    }

    private static CommandResult Done(IReadOnlyList<FirewallChain> chains, params string[] notes) =>
        CommandResult.Done(new FirewallInventory(chains, notes), CommandsJson.Plain.FirewallInventory);
}
