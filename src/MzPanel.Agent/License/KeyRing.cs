using MzPanel.Agent.Config;
using MzPanel.Protocol;
using MzPanel.Protocol.License;

namespace MzPanel.Agent.License;

/// <summary>
/// The signing keys this agent believes: pinned at registration, and after that only what a key it believes has introduced
/// (agent-protocol.md, section 4). Kept in the configuration.
/// </summary>
internal sealed class KeyRing(ConfigStore config, ServerClock clock)
{
    private static readonly TimeSpan KeptAfterRollOut = TimeSpan.FromDays(7);

    /// <summary>Keys that may have signed a command or a licence.</summary>
    public IReadOnlyList<Jwk> Accepted => [.. Introducing(config.Current.Keys), .. Retired(config.Current).Select(r => r.Key)];

    /// <summary>
    /// Learns a key notice; false where it is not signed by the current or the next key. A rolled-out key introduces nobody:
    /// otherwise an old notice, sent again, would bring it back.
    /// </summary>
    public bool Learn(string jws)
    {
        var known = config.Current.Keys;
        if (Jws.Open(jws, ProtocolJson.Default.KeyPair, Jws.KeysType, Introducing(known)) is not { } pair || !IsWhole(pair))
            return false;
        if (!Same(pair.Current, known.Current) || !Same(pair.Next, known.Next))
            config.Update(c => c with { Keys = pair, Retired = NowRetired(c, pair) });
        return true;
    }

    private List<RetiredKey>? NowRetired(AgentConfig old, KeyPair pair)
    {
        var droppedAt = (clock.Now ?? DateTimeOffset.UnixEpoch).Add(KeptAfterRollOut).ToUnixTimeMilliseconds();
        var gone = Introducing(old.Keys).Select(k => new RetiredKey(k, droppedAt));
        var retired = Retired(old).Concat(gone).Where(r => !Same(r.Key, pair.Current) && !Same(r.Key, pair.Next)).ToList();
        return retired.Count > 0 ? retired : null;
    }

    private IEnumerable<RetiredKey> Retired(AgentConfig of) =>
        (of.Retired ?? []).Where(r => clock.Now is not { } now || now.ToUnixTimeMilliseconds() < r.DroppedAt);

    private static Jwk[] Introducing(KeyPair keys) => keys.Next is { } next ? [keys.Current, next] : [keys.Current];

    private static bool IsWhole(KeyPair pair) => pair.Current.Parameters() is not null && (pair.Next is null || pair.Next.Parameters() is not null);

    private static bool Same(Jwk? one, Jwk? other) => one?.Thumbprint() == other?.Thumbprint();
}
