using System.CommandLine;
using System.Text.Json;
using MzPanel.Agent.Commands;
using MzPanel.Agent.Config;
using MzPanel.Agent.Processes;

namespace MzPanel.Agent.Cli;

/// <summary><c>mzagent engine KIND</c>: what an inventory collector or a read-only kind says, as JSON.</summary>
internal static class EngineVerb
{
    private static readonly Argument<string> Kind = new("kind")
    {
        Description = "One of " + string.Join(", ", Inventory.Names) + ".",
        HelpName = "KIND",
    };

    private static readonly Option<string> RootDirectory = RootOption.Create();

    public static Command Create()
    {
        Kind.AcceptOnlyFromAmong([.. Inventory.Names]);
        var verb = new Command("engine", "Prints one inventory collector's JSON.") { Kind, RootDirectory };
        verb.SetAction(RunAsync);
        return verb;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancelled)
    {
        var (root, output) = (parsed.Root(RootDirectory), parsed.InvocationConfiguration.Output);
        using var stop = new StopRequest(TimeProvider.System);
        using var noArguments = JsonDocument.Parse("{}");
        var context = new CommandContext(
            noArguments.RootElement, root, LocalPolicy.Read(root), new ConsoleLog(parsed.InvocationConfiguration.Error), new Programs(stop));
        var result = await Inventory.CollectAsync(parsed.GetRequiredValue(Kind), context, cancelled);
        if (result.Error is { } error)
            throw new AgentException(ExitCode.Failed, $"{error.Code}: {error.Message}");
        await output.WriteLineAsync(result.Result?.GetRawText());
        return result.ExitCode == 0 ? ExitCode.Done : ExitCode.Failed;
    }
}
