using MzPanel.Grains.Account;

namespace MzPanel.Silo.Account;

/// <summary>What all silos together know about failed tries.</summary>
internal interface ISharedBackoff
{
    /// <summary>Counts a try, or says how long to wait before the next one; <paramref name="otherwise"/> where nobody answers.</summary>
    Task<TimeSpan?> EnterAsync(IReadOnlyList<BackoffKey> keys, TimeSpan? otherwise);

    /// <summary>The try was right.</summary>
    Task SucceededAsync(IReadOnlyList<BackoffKey> keys);

    /// <summary>The try came to no verdict.</summary>
    Task WithdrewAsync(IReadOnlyList<BackoffKey> keys);
}

/// <summary>Asks the grain. Where it does not answer, people sign in all the same: what this silo counts itself still holds.</summary>
internal sealed class ClusterBackoff(IGrainFactory grains, TimeProvider time, ILogger<ClusterBackoff> log) : ISharedBackoff
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(5);
    private long restsUntil;

    private ISignInGuardGrain Guard => grains.GetGrain<ISignInGuardGrain>(ISignInGuardGrain.Key);

    public Task<TimeSpan?> EnterAsync(IReadOnlyList<BackoffKey> keys, TimeSpan? otherwise) => AskAsync(() => Guard.Enter(keys), otherwise);

    public Task SucceededAsync(IReadOnlyList<BackoffKey> keys) => AskAsync(() => TellAsync(Guard.Succeeded(keys)), null);

    public Task WithdrewAsync(IReadOnlyList<BackoffKey> keys) => AskAsync(() => TellAsync(Guard.Withdrew(keys)), null);

    private static async Task<TimeSpan?> TellAsync(Task tell)
    {
        await tell;
        return null;
    }

    private async Task<TimeSpan?> AskAsync(Func<Task<TimeSpan?>> ask, TimeSpan? otherwise)
    {
        if (time.GetUtcNow().UtcTicks < Volatile.Read(ref restsUntil))
            return otherwise;
        try
        {
            return await ask().WaitAsync(Patience, time);
        }
        catch (Exception e) when (e is TimeoutException or OrleansException)
        {
            Volatile.Write(ref restsUntil, (time.GetUtcNow() + Rest).UtcTicks);
            log.GuardIsAway(e);
            return otherwise;
        }
    }
}
