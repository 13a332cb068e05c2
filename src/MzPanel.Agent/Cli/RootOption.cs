using System.CommandLine;
using MzPanel.Agent.Config;

namespace MzPanel.Agent.Cli;

/// <summary><c>--root DIR</c>.</summary>
internal static class RootOption
{
    public static Option<string> Create() => new("--root")
    {
        Description = "Directory that stands before every path the agent reads or writes.",
        HelpName = "DIR",
        DefaultValueFactory = _ => "/",
    };

    public static AgentRoot Root(this ParseResult parsed, Option<string> option) => new(parsed.GetRequiredValue(option));
}
