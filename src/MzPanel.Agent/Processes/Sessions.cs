namespace MzPanel.Agent.Processes;

/// <summary>Ends all that is left of a command: everything in its worker's session, whatever groups it made.</summary>
internal static class Sessions
{
    private const int MostRounds = 20;

    /// <summary>Kills the session's processes but for one. Repeats until none is left: they may fork meanwhile.</summary>
    public static void Kill(int session, int except = 0)
    {
        for (var round = 0; round < MostRounds; round++)
        {
            var left = ProcessStat.OfSession(session).Where(p => p.Pid != except).ToList();
            if (left.Count == 0)
                return;
            foreach (var process in left)
                _ = Libc.SendSignal(process.Pid, Libc.Kill);
        }
    }
}
