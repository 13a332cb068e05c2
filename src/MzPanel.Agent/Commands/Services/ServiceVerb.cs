namespace MzPanel.Agent.Commands.Services;

/// <summary>What may be done to a service.</summary>
internal enum ServiceVerb
{
    Start,
    Stop,
    Restart,
    Reload,
}
