using MzPanel.Agent.Commands;
using MzPanel.Agent.Processes;
using MzPanel.Agent.Sites;

namespace MzPanel.Agent.Firewall;

/// <summary>The program that takes rules over.</summary>
internal static class Nft
{
    private const string Program = "nft";

    public static void CheckInstalled()
    {
        if (!ProgramFinder.Has(Program))
            throw SiteException.Missing(Program, "nftables");
    }

    /// <summary>Whether it would take them; the kernel is asked too, and nothing changes.</summary>
    public static Task CheckAsync(CommandContext context, FirewallSettings settings, CancellationToken cancelled) =>
        CallAsync(context, ["--check", "--file", "-"], settings, cancelled);

    /// <summary>All of them in one transaction.</summary>
    public static Task LoadAsync(CommandContext context, FirewallSettings settings, CancellationToken cancelled) =>
        CallAsync(context, ["--file", "-"], settings, cancelled);

    private static async Task CallAsync(CommandContext context, string[] arguments, FirewallSettings settings, CancellationToken cancelled)
    {
        var code = await context.RunAsync(new ProgramCall(Program, arguments, Input: NftScript.Of(settings)), cancelled);
        if (code != 0)
            throw new SiteException("firewall_refused", $"nft ended with exit code {code}: nothing was loaded.");
    }
}
