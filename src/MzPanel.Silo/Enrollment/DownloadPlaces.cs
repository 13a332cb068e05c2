using MzPanel.Grains.Refusals;

namespace MzPanel.Silo.Enrollment;

/// <summary>At most so many downloads at once, in all and by address: whoever reads slowly holds memory and a file open.</summary>
internal sealed class DownloadPlaces
{
    public const int PerAddress = 16;
    public const int InAll = 256;
    private const int RetryAfterS = 5;
    private readonly Lock gate = new();
    private readonly Dictionary<string, int> taken = [];
    private int open;

    /// <summary>Takes a place, or refuses; dispose it when the download ends.</summary>
    public IDisposable Take(string address)
    {
        lock (gate)
        {
            if (open >= InAll)
                throw new PanelException(PanelError.Unavailable, "Too many downloads are under way. Try again.", retryAfterS: RetryAfterS);
            var held = taken.GetValueOrDefault(address);
            if (held >= PerAddress)
                throw new PanelException(PanelError.RateLimited, $"{PerAddress} downloads to this address are under way. Try again.", retryAfterS: RetryAfterS);
            (taken[address], open) = (held + 1, open + 1);
        }
        return new Place(this, address);
    }

    private void Free(string address)
    {
        lock (gate)
        {
            open--;
            if (--taken[address] == 0)
                taken.Remove(address);
        }
    }

    private sealed class Place(DownloadPlaces places, string address) : IDisposable
    {
        public void Dispose() => places.Free(address);
    }
}
