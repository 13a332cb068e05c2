using MzPanel.Protocol.Agents;

namespace MzPanel.Grains.Servers;

/// <summary>What a <see cref="IServerGrain"/> keeps for itself: facts of the last <c>hello</c>. Immutable, because storage may
/// serialise it while a later call goes on.</summary>
[GenerateSerializer, Immutable, Alias("mzpanel.serverstate")]
public sealed record ServerState
{
    /// <summary>Features of the agent; an array, because storage refuses types the compiler makes up.</summary>
    [Id(0)] public IReadOnlyList<string> Features { get; init; } = [];

    /// <summary>Whether the agent makes a promise of <see cref="AgentFeature"/>.</summary>
    public bool Has(string feature) => Features.Contains(feature);
}
