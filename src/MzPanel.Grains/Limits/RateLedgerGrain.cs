namespace MzPanel.Grains.Limits;

[GrainType("rateledger"), CollectionAgeLimit(Minutes = 5)]
internal sealed class RateLedgerGrain(TimeProvider time) : Grain, IRateLedgerGrain
{
    private RateLedger? ledger;

    public Task<double[]> Note(int perMinute, IReadOnlyList<RateUse> uses)
    {
        if (ledger?.PerMinute != perMinute)
            ledger = new(perMinute, time);
        return Task.FromResult(ledger.Note(uses));
    }
}
