namespace MzPanel.Bench.Scale;

/// <summary>What one of each thing costs, as measured on the machine of docs/performance.md (two cores, PostgreSQL beside the silo).</summary>
internal static class Costs
{
    /// <summary>An idle agent's minute (heartbeats, pings, signs of life, metrics): milliseconds of a core in the silo. Case <c>idle</c>.</summary>
    public const double AgentMinuteSiloMs = 0.71;

    /// <summary>The same in the database. Case <c>idle</c>.</summary>
    public const double AgentMinuteDatabaseMs = 0.09;

    /// <summary>The same in bytes of the database's log. Case <c>idle</c>.</summary>
    public const double AgentMinuteLogBytes = 836;

    /// <summary>Resident KiB in the silo for a connected agent that beats. Case <c>idle</c>.</summary>
    public const double AgentKiB = 33.7;

    /// <summary>A welcome after a loss, refusals on the way included: silo. Case <c>return</c>.</summary>
    public const double WelcomeSiloMs = 2.7;

    /// <summary>The same in the database. Case <c>return</c>.</summary>
    public const double WelcomeDatabaseMs = 1.0;

    /// <summary>A job from its POST to its recorded end, over silos. Case <c>three</c>.</summary>
    public const double JobSiloMs = 5.0;

    /// <summary>The same in the database. Case <c>three</c>.</summary>
    public const double JobDatabaseMs = 2.0;

    /// <summary>Rows that a job writes: 16 statements of its three commits, and four links of its audit.</summary>
    public const double JobRows = 20;

    /// <summary>Rows that an idle agent's minute writes: when it was seen, and what was measured in two steps.</summary>
    public const double AgentMinuteRows = 3;

    /// <summary>A line of 100 bytes that is stored: silo. Case <c>viewer</c>.</summary>
    public const double LineSiloMs = 0.004;

    /// <summary>The same in the database. Case <c>viewer</c>.</summary>
    public const double LineDatabaseMs = 0.0005;

    /// <summary>A silo that does nothing, of a core. Case <c>idle</c>.</summary>
    public const double SiloIdleCores = 0.033;

    /// <summary>Resident MiB of a silo before the first agent. Case <c>idle</c>.</summary>
    public const double SiloMiB = 249;

    /// <summary>
    /// KiB of the records for a server's metrics: what is kept of each step (<c>Resolution.All</c>, two beats a minute), 31 bytes for a
    /// point of one beat and 66 for one of more, without what the database adds.
    /// </summary>
    public const double HistoryKiB = (2 * 120 * 31 + 48 * 60 * 66 + 32 * 96 * 66) / 1024.0;

    /// <summary>What an idle agent sends and receives in a minute on the wire: two beats of 506 bytes, eight pings, headers of TCP and TLS.</summary>
    public const double AgentMinuteWireBytes = 2 * (506 + 80) + 8 * 2 * 80;
}
