using Orleans.CodeGeneration;

namespace MzPanel.Grains.Servers;

/// <summary>
/// Lets at most max(20, 2 % of the servers) transitions judged from silence pass in a minute; the others wait their turn
/// (delivery.md, "Silence"). One for the cluster, key <see cref="Key"/>.
/// </summary>
[Version(1), Alias("mzpanel.brake")]
public interface ISweepBrakeGrain : IGrainWithIntegerKey
{
    /// <summary>The one key.</summary>
    const long Key = 0;

    /// <summary>Whether one more may pass now.</summary>
    [Alias("pass")]
    Task<BrakeReply> TryPass();
}

/// <summary>What the brake says.</summary>
[GenerateSerializer, Alias("mzpanel.brakereply")]
public enum BrakeReply
{
    /// <summary>Go on.</summary>
    Pass,

    /// <summary>Wait; somebody else has said so.</summary>
    Wait,

    /// <summary>Wait, and raise <c>sweep.braked</c>: the first of this minute.</summary>
    WaitAndSay,
}
