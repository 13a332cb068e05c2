using MzPanel.Agent.Config;
using MzPanel.Agent.Enrollment;
using MzPanel.Agent.Processes;
using MzPanel.Agent.Updates;

namespace MzPanel.Agent.Cli;

/// <summary><c>mzagent self-update</c>: by hand. The person vouches for the program by its hash, so it may come from anywhere and be of any version.</summary>
internal static class SelfUpdateVerb
{
    private const long MostBytes = 64 * 1024 * 1024;

    public static async Task<int> RunAsync(string address, string sha256, bool restart, bool insecure, AgentRoot root)
    {
        var url = Transport.Check(address, "--url", insecure, "https", "http");
        using var stop = new StopRequest(TimeProvider.System);
        var order = new UpdateOrder(url, sha256.ToLowerInvariant(), MostBytes, Version: null, AllowDowngrade: true, restart);
        var update = new ProgramUpdate(root, new Programs(stop), new ConsoleLog(Console.Error), TimeProvider.System, new Random());
        try
        {
            var result = await update.RunAsync(order, CancellationToken.None);
            await Console.Out.WriteLineAsync($"Updated from {result.From} to {result.To}. " + (restart
                ? "The running agent begins anew with it in a moment." : "It runs when the agent is started next: systemctl restart mzagent"));
            return ExitCode.Done;
        }
        catch (UpdateException e)
        {
            throw new AgentException(ExitCode.Failed, $"{e.Code}: {e.Message}", e);
        }
    }
}
