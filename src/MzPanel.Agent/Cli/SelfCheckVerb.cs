using MzPanel.Agent.Config;
using MzPanel.Agent.Enrollment;

namespace MzPanel.Agent.Cli;

/// <summary><c>mzagent self-check</c>: whether this program can work with the configuration that is there. Asked before an update; not for people.</summary>
internal static class SelfCheckVerb
{
    public static Task<int> RunAsync(AgentRoot root)
    {
        var config = ConfigFile.Load(root);
        Transport.Check(config.ConnectUrl, "connect_url", config.Insecure, "wss", "ws");
        return config.Keys.Current.Parameters() is null ? throw new AgentException(ExitCode.Failed, "the pinned key cannot be used") : Task.FromResult(ExitCode.Done);
    }
}
