namespace MzPanel.Agent;

/// <summary>What <c>mzagent</c> exits with (running.md).</summary>
internal static class ExitCode
{
    public const int Done = 0;
    public const int Failed = 1;
    public const int WrongUsage = 2;

    /// <summary>The control plane said no, or the agent will not trust it.</summary>
    public const int Refused = 3;
}

/// <summary>Ends the command with one sentence for the person at the terminal and an exit code.</summary>
internal sealed class AgentException(int exitCode, string message, Exception? cause = null) : Exception(message, cause)
{
    public int ExitCode => exitCode;
}
