using MzPanel.Data;
using MzPanel.Data.Audit;
using MzPanel.Grains;
using MzPanel.Grains.Audit;

namespace MzPanel.Silo.Audit;

/// <summary>
/// Links new rows into the chains of their workspaces, within a second. Each silo does: of two at once the records let one win,
/// and the other leaves that workspace alone for a while, so nothing needs a leader.
/// </summary>
internal sealed class AuditChainer(
    AuditChainRecords records, AuditChain chain, Database database, Jitter jitter, TimeProvider time, ILogger<AuditChainer> log) : BackgroundService
{
    private const int Workspaces = 1000;
    private const int Rows = 1000;
    private static readonly TimeSpan Least = TimeSpan.FromMilliseconds(400);
    private static readonly TimeSpan Most = TimeSpan.FromMilliseconds(600);
    private static readonly TimeSpan Yield = TimeSpan.FromSeconds(5);
    private readonly Pulse pulse = database.Pulses.Of("chain of the audit");
    private readonly Dictionary<string, DateTimeOffset> left = [];

    public async Task ChainAsync()
    {
        var now = time.GetUtcNow();
        foreach (var (workspace, _) in left.Where(l => l.Value <= now).ToList())
            left.Remove(workspace);
        foreach (var workspace in await records.UnchainedAsync(Workspaces))
            if (!left.ContainsKey(workspace) && !await ChainAsync(workspace))
                left[workspace] = now + Yield;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await pulse.TurnAsync(ChainAsync);
            }
            catch (StorageException e)
            {
                // The rows wait; the next round goes on where this one stopped.
                log.NotChained(e);
            }
            await Task.Delay(jitter.Between(Least, Most), time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary><see langword="false"/>: another silo chains this workspace, or it cannot be chained; the others go on.</summary>
    private async Task<bool> ChainAsync(string workspace)
    {
        try
        {
            for (var full = true; full;)
            {
                pulse.Beat();
                var head = await records.HeadAsync(workspace);
                var rows = await records.NextAsync(workspace, Rows);
                if (rows.Count > 0 && !await records.ExtendAsync(workspace, head, chain.Extend(head, rows), time.GetUtcNow().ToUnixTimeMilliseconds()))
                    return false;
                full = rows.Count == Rows;
            }
            return true;
        }
        catch (RecordConflictException e)
        {
            log.WorkspaceNotChained(e, workspace);
            return false;
        }
    }
}
