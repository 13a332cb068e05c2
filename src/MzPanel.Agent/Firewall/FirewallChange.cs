using MzPanel.Agent.Commands;
using MzPanel.Agent.Jobs;
using MzPanel.Agent.Sites;
using MzPanel.Protocol.Logs;

namespace MzPanel.Agent.Firewall;

/// <summary>One change of the rules, from their check to their confirmation.</summary>
internal sealed class FirewallChange(CommandContext context, TimeProvider time)
{
    private const int ShortestS = 2;
    private const int LongestS = 200;
    private readonly FirewallTrial trials = new(context, time);

    public async Task ApplyAsync(FirewallSettings before, FirewallSettings wanted, CancellationToken cancelled)
    {
        Nft.CheckInstalled();
        CheckSsh(before, wanted);
        await Nft.CheckAsync(context, wanted, cancelled);
        var run = new StepRun(context.Log, time);
        var (id, limitS) = (Guid.NewGuid().ToString("N"), Math.Clamp(EngineSettings.Read(context.Root).FirewallConfirmS, ShortestS, LongestS));
        if (!context.Flag("dry_run"))
        {
            await run.RunAsync(Steps(id, limitS, wanted), cancelled);
            return;
        }
        run.Describe(Steps(id, limitS, wanted));
        context.Log.Write(LogLine.Stdout, NftScript.Of(wanted));
    }

    private IEnumerable<Step> Steps(string id, int limitS, FirewallSettings wanted)
    {
        yield return new Step($"have what is loaded now put back after {limitS} s, whatever becomes of this command", c => GuardedAsync(id, limitS, c), c => trials.PutBackAsync(id, c));
        yield return new Step("load the rules", c => Nft.LoadAsync(context, wanted, c));
        yield return new Step("see whether the control plane is still reached and heard", c => new LinkProof(context.Root, context.Hearing, time).WaitAsync(TimeSpan.FromSeconds(limitS), c));
        yield return new Step("keep the rules", c => trials.KeepAsync(id, wanted, c));
    }

    private void CheckSsh(FirewallSettings before, FirewallSettings wanted)
    {
        if (!context.Flag("force") && SshPorts.Of(context.Root).FirstOrDefault(port => before.Admits(port) && !wanted.Admits(port)) is > 0 and var lost)
            throw new SiteException("would_lock_out", $"Nobody could reach the SSH of this VPS any more: allow port {lost} first, or use force.");
    }

    private async Task GuardedAsync(string id, int limitS, CancellationToken cancelled)
    {
        await trials.BeginAsync(id, limitS, cancelled);
        var code = await context.RunAsync(
            new ProgramCall(ProcessWorkers.Self[0], [.. ProcessWorkers.Self.Skip(1), "x", "guard-firewall", id, "--root", context.Root.Path]), cancelled);
        if (code != 0)
            throw new SiteException("failed", "The process that would put the rules back did not start.");
    }
}
