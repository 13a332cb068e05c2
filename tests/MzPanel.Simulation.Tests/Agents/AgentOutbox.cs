using System.Text.Json.Serialization.Metadata;
using MzPanel.Agent.Link;
using MzPanel.Simulation.Tests.Links;

namespace MzPanel.Simulation.Tests.Agents;

/// <summary>Control messages go over the link they were welcomed on.</summary>
internal sealed class AgentOutbox(Link link) : IOutbox
{
    public void Post<T>(string id, string type, string? @ref, T payload, JsonTypeInfo<T> shape) =>
        link.ToPlane(new AgentMessage(type, id, @ref, payload!));
}
