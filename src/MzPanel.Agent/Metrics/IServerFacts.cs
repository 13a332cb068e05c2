using MzPanel.Protocol.Agents;

namespace MzPanel.Agent.Metrics;

/// <summary>What the agent says about the VPS in <c>hello</c>: version, names, kernel, boot id. The link adds the rest.</summary>
internal interface IServerFacts
{
    Hello Read();
}
