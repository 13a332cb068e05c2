using MzPanel.Grains.Refusals;
using MzPanel.Silo.Http;

namespace MzPanel.Silo.Live;

/// <summary>At most so many open streams per caller and silo: each costs memory and reads for as long as it stays open.</summary>
internal sealed class ViewerPlaces
{
    private const int PerCaller = 32;
    private const int RetryAfterS = 5;
    private readonly Lock gate = new();
    private readonly Dictionary<string, int> taken = [];

    /// <summary>Takes a place, or refuses; dispose it when the stream ends.</summary>
    public IDisposable Take(CallerIdentity caller)
    {
        lock (gate)
        {
            var held = taken.GetValueOrDefault(caller.UserId);
            if (held >= PerCaller)
                throw new PanelException(PanelError.RateLimited, $"You have {PerCaller} streams open. Close some.", retryAfterS: RetryAfterS);
            taken[caller.UserId] = held + 1;
        }
        return new Place(this, caller.UserId);
    }

    private void Free(string userId)
    {
        lock (gate)
        {
            if (--taken[userId] == 0)
                taken.Remove(userId);
        }
    }

    private sealed class Place(ViewerPlaces places, string userId) : IDisposable
    {
        public void Dispose() => places.Free(userId);
    }
}
