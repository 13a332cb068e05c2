using System.Text.Json;
using MzPanel.Agent.Commands;
using MzPanel.Agent.Config;
using MzPanel.Agent.Processes;

namespace MzPanel.Agent.Cli;

/// <summary><c>mzagent engine KIND</c>: what an inventory collector or a read-only kind says, as JSON.</summary>
internal static class EngineVerb
{
    public static string Kinds => string.Join(", ", Inventory.Names);

    public static bool Knows(string kind) => Inventory.Names.Contains(kind);

    public static async Task<int> RunAsync(string kind, AgentRoot root)
    {
        using var stop = new StopRequest(TimeProvider.System);
        using var noArguments = JsonDocument.Parse("{}");
        var context = new CommandContext(noArguments.RootElement, root, LocalPolicy.Read(root), new ConsoleLog(Console.Error), new Programs(stop));
        var result = await Inventory.CollectAsync(kind, context, CancellationToken.None);
        if (result.Error is { } error)
            throw new AgentException(ExitCode.Failed, $"{error.Code}: {error.Message}");
        await Console.Out.WriteLineAsync(result.Result?.GetRawText());
        return result.ExitCode == 0 ? ExitCode.Done : ExitCode.Failed;
    }
}
