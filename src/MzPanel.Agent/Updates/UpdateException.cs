namespace MzPanel.Agent.Updates;

/// <summary>Why the agent stays as it is.</summary>
internal sealed class UpdateException(string code, string message, Exception? cause = null) : Exception(message, cause)
{
    public string Code => code;
}
