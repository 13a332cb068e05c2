namespace MzPanel.Agent.Commands;

/// <summary>Whether the control plane hears what a command says.</summary>
internal interface IHearing
{
    /// <summary>Says something, and returns once the control plane has acknowledged it over the agent's link.</summary>
    Task HeardAsync(CancellationToken cancelled);
}
