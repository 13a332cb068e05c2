using Microsoft.Extensions.Logging;
using MzPanel.Agent.Config;
using MzPanel.Agent.Jobs;
using MzPanel.Agent.License;
using MzPanel.Agent.Metrics;
using MzPanel.Agent.Watchdog;

namespace MzPanel.Agent.Link;

/// <summary>What every connection of this process works with.</summary>
internal sealed record LinkParts(
    AgentRoot Root, ConfigStore Config, JobDesk Desk, JobBook Book, KeyRing Keys, LicenseStore License, ServerClock Clock, LogFeed Feed,
    IServerFacts Facts, IHeartbeatSource Metrics, IReadOnlyList<string> Kinds, TimeProvider Time, Func<double> Random, Pulse Pulse,
    Action Welcomed, ILogger<LinkLoop> Log);
