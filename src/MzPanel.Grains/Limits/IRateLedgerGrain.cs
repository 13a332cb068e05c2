using Orleans.CodeGeneration;

namespace MzPanel.Grains.Limits;

/// <summary>
/// Knows what callers have left of a limit in the whole cluster. Silos tell it afterwards what they let through, and go by what
/// it answers; nobody waits for it. One for each share of the callers, so that it is on the way of nobody; key: the limit and the
/// share.
/// </summary>
[Version(1), Alias("mzpanel.rateledger")]
public interface IRateLedgerGrain : IGrainWithStringKey
{
    /// <summary>Notes what was let through and answers what each caller has left, in the same order.</summary>
    [Alias("note")]
    Task<double[]> Note(int perMinute, IReadOnlyList<RateUse> uses);
}

/// <summary>What a silo let through since it told last.</summary>
/// <param name="Caller">Whose.</param>
/// <param name="Count">How many.</param>
[GenerateSerializer, Immutable, Alias("mzpanel.rateuse")]
public readonly record struct RateUse([property: Id(0)] string Caller, [property: Id(1)] int Count);
