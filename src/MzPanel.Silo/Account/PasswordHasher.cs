using System.Threading.RateLimiting;
using MzPanel.Grains.Refusals;

namespace MzPanel.Silo.Account;

/// <summary>
/// Hashes behind a gate: each takes 64 MiB and a core for a moment, so that a rush of sign-ins would otherwise take the
/// whole silo.
/// </summary>
internal sealed class PasswordHasher(PasswordCost cost, int cores) : IDisposable
{
    private const int MostWaiting = 32;

    private readonly PasswordHash dummy = PasswordHash.Dummy(cost);
    private readonly ConcurrencyLimiter gate = new(new()
    {
        PermitLimit = Math.Max(1, cores - 1),
        QueueLimit = MostWaiting,
        QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
    });

    /// <summary>PHC string of a new hash.</summary>
    public Task<string> HashAsync(string password) => GatedAsync(() => PasswordHash.Of(password, cost).ToString());

    /// <summary>Whether it is the password of the hash. Without a hash, for an unknown user, it takes as long and is never right.</summary>
    public Task<bool> VerifyAsync(string password, string? phc) =>
        GatedAsync(() => (phc is null ? dummy : PasswordHash.Parse(phc)).Matches(password) && phc is not null);

    /// <summary>Whether a hash was made with other parameters than those of today.</summary>
    public bool IsStale(string phc) => PasswordHash.Parse(phc).Cost != cost;

    public void Dispose() => gate.Dispose();

    private async Task<T> GatedAsync<T>(Func<T> work)
    {
        using var place = await gate.AcquireAsync();
        if (!place.IsAcquired)
            throw new PanelException(PanelError.RateLimited, "Too many people sign in at once.", retryAfterS: 1);
        // A thread of its own: on a small machine the pool has so few that every other request would wait for this one.
        return await Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }
}
