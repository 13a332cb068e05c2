using MzPanel.Protocol.Metrics;

namespace MzPanel.Agent.Metrics;

/// <summary>Measures the VPS for a heartbeat; called on the link's schedule, one call at a time.</summary>
internal interface IHeartbeatSource
{
    Heartbeat Read(IReadOnlyList<HeartbeatJob> running);
}
