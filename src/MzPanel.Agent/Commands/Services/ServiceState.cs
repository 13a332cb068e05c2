namespace MzPanel.Agent.Commands.Services;

/// <summary>A service in the results of the service kinds.</summary>
/// <param name="Name">Without <c>.service</c>.</param>
/// <param name="State"><c>active</c>, <c>inactive</c>, <c>failed</c>, … as systemd says it; <c>unknown</c> where nobody can tell.</param>
/// <param name="Enabled">Whether it starts at boot.</param>
internal sealed record ServiceState(string Name, string State, bool Enabled);
