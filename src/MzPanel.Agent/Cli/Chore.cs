using System.Text.Json;
using MzPanel.Agent.Commands;
using MzPanel.Agent.Config;
using MzPanel.Agent.Processes;
using MzPanel.Agent.Sites;

namespace MzPanel.Agent.Cli;

/// <summary>Work that came over no link: what it would log is told at the terminal.</summary>
internal static class Chore
{
    public static async Task<int> WithAsync(AgentRoot root, Func<CommandContext, Task<int>> work)
    {
        using var stop = new StopRequest(TimeProvider.System);
        using var noArguments = JsonDocument.Parse("{}");
        try
        {
            return await work(new CommandContext(noArguments.RootElement, root, LocalPolicy.Read(root), new ConsoleLog(Console.Error), new Programs(stop)));
        }
        catch (SiteException e)
        {
            throw new AgentException(ExitCode.Failed, $"{e.Code}: {e.Message}", e);
        }
    }
}
