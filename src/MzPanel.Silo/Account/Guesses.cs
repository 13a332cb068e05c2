using MzPanel.Grains.Account;
using MzPanel.Grains.Refusals;

namespace MzPanel.Silo.Account;

/// <summary>
/// Lets secrets be tried at the price of waiting (security.md, "sign-in"). The cluster's count decides; where it is not reached,
/// that of this silo.
/// </summary>
internal sealed class Guesses(SignInBackoff here, ISharedBackoff everywhere)
{
    /// <summary>Whether the guess is right. One that comes to no verdict is not held against anybody.</summary>
    public async Task<bool> TryAsync(IReadOnlyList<BackoffKey> keys, Func<Task<bool>> guess)
    {
        var counted = await EnterAsync(keys);
        try
        {
            var right = await guess();
            if (right)
                await SucceededAsync(keys);
            return right;
        }
        catch
        {
            if (counted)
                here.Withdrew(keys);
            await everywhere.WithdrewAsync(keys);
            throw;
        }
    }

    /// <summary>Whether the try counts here too.</summary>
    private async Task<bool> EnterAsync(IReadOnlyList<BackoffKey> keys)
    {
        var mine = here.Enter(keys);
        if (await everywhere.EnterAsync(keys, otherwise: mine) is not { } wait)
            return mine is null;
        if (mine is null)
            here.Withdrew(keys);
        throw new PanelException(PanelError.RateLimited, "Too many tries.", retryAfterS: (int)Math.Ceiling(wait.TotalSeconds));
    }

    private Task SucceededAsync(IReadOnlyList<BackoffKey> keys)
    {
        here.Succeeded(keys);
        return everywhere.SucceededAsync(keys);
    }
}
