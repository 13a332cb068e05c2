using System.CommandLine;
using MzPanel.Agent.Config;
using MzPanel.Agent.Enrollment;

namespace MzPanel.Agent.Cli;

/// <summary><c>mzagent self-check</c>: whether this program can work with the configuration that is there. Asked before an update; not for people.</summary>
internal static class SelfCheckVerb
{
    private static readonly Option<string> RootDirectory = RootOption.Create();

    public static Command Create()
    {
        var verb = new Command("self-check", "Says whether this program can work with the configuration.") { RootDirectory };
        verb.Hidden = true;
        verb.SetAction(parsed =>
        {
            var config = ConfigFile.Load(parsed.Root(RootDirectory));
            Transport.Check(config.ConnectUrl, "connect_url", config.Insecure, "wss", "ws");
            return config.Keys.Current.Parameters() is null ? throw new AgentException(ExitCode.Failed, "the pinned key cannot be used") : ExitCode.Done;
        });
        return verb;
    }
}
