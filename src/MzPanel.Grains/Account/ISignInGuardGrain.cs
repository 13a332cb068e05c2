using Orleans.CodeGeneration;

namespace MzPanel.Grains.Account;

/// <summary>
/// Counts failed tries for the whole cluster, by the rules of <see cref="SignInBackoff"/>. One, key <see cref="Key"/>: a try costs
/// a core an eighth of a second, so that no cluster makes more of them than one grain counts. What it knows is lost with its
/// silo; each silo keeps its own part.
/// </summary>
[Version(1), Alias("mzpanel.signinguard")]
public interface ISignInGuardGrain : IGrainWithIntegerKey
{
    /// <summary>The one key.</summary>
    const long Key = 0;

    /// <summary>Counts a try, or says how long to wait before the next one.</summary>
    [Alias("enter")]
    Task<TimeSpan?> Enter(IReadOnlyList<BackoffKey> keys);

    /// <summary>The try was right.</summary>
    [Alias("succeeded")]
    Task Succeeded(IReadOnlyList<BackoffKey> keys);

    /// <summary>The try came to no verdict.</summary>
    [Alias("withdrew")]
    Task Withdrew(IReadOnlyList<BackoffKey> keys);
}
