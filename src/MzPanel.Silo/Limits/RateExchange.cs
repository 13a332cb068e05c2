using System.Text;
using MzPanel.Grains.Limits;
using MzPanel.Protocol.Tokens;

namespace MzPanel.Silo.Limits;

/// <summary>
/// Tells the cluster what callers used here and learns what they used elsewhere, aside from any request. So silos are of one mind
/// a round trip later: in a rush each lets through at most what is left (a 50th of the limit, and less the less is left) before
/// the others know. While the ledger is away each silo counts alone.
/// </summary>
internal sealed class RateExchange(RateLimits limits, IGrainFactory grains, ISiloStatusOracle silos, TimeProvider time, ILogger<RateExchange> log)
    : BackgroundService
{
    private const int Shares = 8;
    private const int MostCallers = 2_000;
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LookRound = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Forgetting = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private long forgot = time.GetTimestamp();
    private long looked = time.GetTimestamp();
    private bool alone = true;
    private bool away;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await using var tick = time.CreateTimer(_ => limits.News.Writer.TryWrite(true), null, Period, Period);
        await foreach (var _ in limits.News.Reader.ReadAllAsync(stoppingToken))
        {
            Look();
            Forget();
            if (!alone)
                await Task.WhenAll(limits.All.Select(TellAsync));
        }
    }

    private void Look()
    {
        if (time.GetElapsedTime(looked) < LookRound)
            return;
        looked = time.GetTimestamp();
        alone = silos.GetApproximateSiloStatuses(onlyActive: true).Count <= 1;
    }

    private void Forget()
    {
        if (time.GetElapsedTime(forgot) < Forgetting)
            return;
        forgot = time.GetTimestamp();
        foreach (var limit in limits.All)
            limit.Callers.Forget(alone);
    }

    private Task TellAsync(RateLimit limit) => Task.WhenAll(limit.Callers.Tell(MostCallers).GroupBy(use => Share(use.Caller))
        .Select(share => TellAsync(limit, grains.GetGrain<IRateLedgerGrain>($"{limit.Name}/{limit.PerMinute}/{share.Key}"), [.. share])));

    private async Task TellAsync(RateLimit limit, IRateLedgerGrain ledger, RateUse[] uses)
    {
        try
        {
            limit.Callers.Learn(uses, await ledger.Note(limit.PerMinute, uses).WaitAsync(Patience, time));
            if (away)
                log.LedgerIsBack();
            away = false;
        }
        catch (Exception e)
        {
            // Whatever it was, requests go on, and the next round tells again.
            limit.Callers.Untell(uses);
            if (!away)
                log.LedgerIsAway(e);
            away = true;
        }
    }

    private static uint Share(string caller) => Crc32.Of(Encoding.UTF8.GetBytes(caller)) % Shares;
}
