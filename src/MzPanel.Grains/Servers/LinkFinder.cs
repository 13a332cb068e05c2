using Microsoft.Extensions.Logging;
using MzPanel.Data.Agents;

namespace MzPanel.Grains.Servers;

/// <summary>What is known of a server's socket.</summary>
/// <param name="Link">The living one.</param>
/// <param name="Sure">Whether its absence is a fact: the silo that held it is dead, or says that it has none.</param>
internal readonly record struct FoundLink(ReattachRequest? Link, bool Sure);

/// <summary>
/// Finds the socket of a server whose grain has no link: the records name the silo that accepted it, and that silo knows
/// whether it still lives. A silo that does not answer says nothing; the cluster soon tells whether it is dead.
/// </summary>
internal sealed partial class LinkFinder(
    ILinkSource here, IRemoteLinks others, ISiloStatusOracle silos, TimeProvider time, ILogger<LinkFinder> logger)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>The living connection of a session on this silo.</summary>
    public ReattachRequest? Here(SessionRow session) => Check(here.Find(session.ServerId), session);

    /// <summary>The living connection of a session, on this silo or another.</summary>
    public async Task<FoundLink> FindAsync(SessionRow session)
    {
        if (Here(session) is { } local)
            return new(local, true);
        if (Home(session) is not { } silo || silo.Equals(silos.SiloAddress))
            return new(null, true);
        try
        {
            return new(Check(await others.FindAsync(silo, session.ServerId).WaitAsync(Patience, time), session), true);
        }
        catch (Exception e) when (e is TimeoutException or OrleansException)
        {
            LogSilent(e, silo, session.ServerId);
            return default;
        }
    }

    /// <summary>The silo of a session, where the cluster does not know that it is gone.</summary>
    private SiloAddress? Home(SessionRow session) => silos.GetApproximateSiloStatuses()
        .Where(s => !s.Value.IsTerminating() && s.Key.ToString() == session.Silo).Select(s => s.Key).FirstOrDefault();

    private static ReattachRequest? Check(ReattachRequest? found, SessionRow session) =>
        found?.Epoch == session.Epoch && found.ConnectionId == session.ConnectionId ? found : null;

    [LoggerMessage(Level = LogLevel.Information, Message = "Silo {Silo} did not say whether it holds the agent of {ServerId}")]
    private partial void LogSilent(Exception e, SiloAddress silo, string serverId);
}
