using MzPanel.Grains.Refusals;

namespace MzPanel.Silo.Account;

/// <summary>Lets secrets be tried at the price of waiting (security.md, "sign-in").</summary>
internal sealed class Guesses(SignInBackoff backoff)
{
    /// <summary>Whether the guess is right. One that comes to no verdict is not held against anybody.</summary>
    public async Task<bool> TryAsync(IReadOnlyList<BackoffKey> keys, Func<Task<bool>> guess)
    {
        if (backoff.Enter(keys) is { } wait)
            throw new PanelException(PanelError.RateLimited, "Too many tries.", retryAfterS: (int)Math.Ceiling(wait.TotalSeconds));
        try
        {
            var right = await guess();
            if (right)
                backoff.Succeeded(keys);
            return right;
        }
        catch
        {
            backoff.Withdrew(keys);
            throw;
        }
    }
}
