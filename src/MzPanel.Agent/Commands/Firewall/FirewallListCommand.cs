using System.Text.Json;
using MzPanel.Agent.Firewall;
using MzPanel.Agent.Processes;
using MzPanel.Agent.Sites;
using MzPanel.Protocol.Commands;

namespace MzPanel.Agent.Commands.Firewall;

/// <summary>The firewall as nftables has it, which is also where today's iptables puts its rules.</summary>
internal sealed class FirewallListCommand(TimeProvider time) : ICommand
{
    private const string Program = "nft";
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(8);

    public CommandKind Kind => FirewallList.Kind;

    public async Task<CommandResult> RunAsync(CommandContext context, CancellationToken cancelled)
    {
        if (!ProgramFinder.Has(Program))
            return Done(context, [], "nft is not installed (package nftables): rules of an older iptables would not be seen here.");
        try
        {
            var (code, said) = await time.WithinAsync(Limit, c => context.CaptureAsync(new ProgramCall(Program, ["--json", "list", "ruleset"]), c), cancelled);
            if (code != 0)
                return CommandResult.Fail("firewall_unreadable", $"nft ended with exit code {code}.", code);
            var chains = NftRules.Parse(said);
            return chains.Count == 0 ? Done(context, [], "nftables has no rules; those of an older iptables would not be seen here.") : Done(context, chains);
        }
        catch (Exception e) when (e is TimeoutException or JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return CommandResult.Fail("firewall_unreadable", $"What nft says of its rules could not be read: {e.Message}");
        }
    }

    private static CommandResult Done(CommandContext context, IReadOnlyList<FirewallChain> chains, params string[] notes)
    {
        var (managed, fault) = Managed(context);
        var loaded = chains.Any(c => c.Table == NftScript.Table && c.Family == "inet");
        if (managed is { AreNone: false } && !loaded)
            notes = [.. notes, "What the firewall kinds have set is not loaded: somebody has emptied nftables. The next change loads it again, and so does a restart of the agent."];
        return CommandResult.Done(
            new FirewallInventory(chains, fault is null ? notes : [.. notes, fault], managed), CommandsJson.Plain.FirewallInventory);
    }

    private static (FirewallSettings? Settings, string? Fault) Managed(CommandContext context)
    {
        try
        {
            return (FirewallFile.Read(context.Root), null);
        }
        catch (SiteException e)
        {
            return (null, e.Message);
        }
    }
}
