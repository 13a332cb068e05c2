namespace MzPanel.Grains.Account;

[GrainType("signinguard")]
internal sealed class SignInGuardGrain(TimeProvider time) : Grain, ISignInGuardGrain
{
    private readonly SignInBackoff backoff = new(time);

    public Task<TimeSpan?> Enter(IReadOnlyList<BackoffKey> keys) => Task.FromResult(backoff.Enter(keys));

    public Task Succeeded(IReadOnlyList<BackoffKey> keys)
    {
        backoff.Succeeded(keys);
        return Task.CompletedTask;
    }

    public Task Withdrew(IReadOnlyList<BackoffKey> keys)
    {
        backoff.Withdrew(keys);
        return Task.CompletedTask;
    }
}
