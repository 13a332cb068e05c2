namespace MzPanel.Grains.Servers;

/// <summary>
/// When a server counts as offline (delivery.md, "Silence"). Pure: told what happened, asked what that means. Times unix ms.
/// </summary>
internal sealed class Presence(int offlineSeconds)
{
    private const long BrokenLinkGrace = 10_000;
    private readonly long offlineMs = offlineSeconds * 1000L;
    private long? brokenAt;
    private long recalledAt;

    /// <summary>A link is attached.</summary>
    public bool Linked { get; private set; }

    /// <summary>Last sign of life.</summary>
    public long? LastContact { get; private set; }

    /// <summary>A socket of this server closed on a healthy silo and no new one came: a fact, not a judgement from silence.</summary>
    public bool BrokenLink => brokenAt is not null;

    /// <summary>
    /// What the records know, at activation. They are up to a minute old, and the link may have been lost with its silo: the
    /// server has the whole time from now to come back.
    /// </summary>
    public void Recall(long? lastContact, long now) => (LastContact, recalledAt) = (lastContact, now);

    /// <summary>A link came.</summary>
    public void Attached(long now) => (Linked, LastContact, brokenAt) = (true, now, null);

    /// <summary>A frame came.</summary>
    public void Seen(long at) => LastContact = Math.Max(at, LastContact ?? at);

    /// <summary>The records tell of a connection that came after what was known: an earlier break is no news.</summary>
    public void Heard(long at)
    {
        Seen(at);
        brokenAt = null;
    }

    /// <summary>The link went: by itself, or because the silo ended it.</summary>
    public void Detached(long now, bool bySilo)
    {
        Linked = false;
        Seen(now);
        brokenAt = bySilo ? null : now;
    }

    /// <summary>When the server becomes offline if nothing more is heard; <see langword="null"/> where it was never seen.</summary>
    public long? OfflineAt => brokenAt is { } broken ? broken + Math.Min(BrokenLinkGrace, offlineMs)
        : LastContact is { } contact ? Math.Max(contact, recalledAt) + offlineMs : null;
}
