namespace MzPanel.Bench.Scale;

/// <summary>What a fleet needs, by the measured costs. Pure arithmetic: linear in agents, jobs and lines, which docs/scale.md says where it ends.</summary>
internal sealed record Sizing(Fleet Fleet)
{
    /// <summary>As many as one was measured with; it takes 12,000 at most.</summary>
    private const int AgentsPerSilo = 10_000;

    private const int CoresPerSilo = 4;
    private const int SilosThatSurviveOne = 3;
    private const int OneIsEnough = 1_000;
    private const int CoresAtLeast = 2;

    /// <summary>A core that is busier than that answers late.</summary>
    private const double Busy = 0.6;

    /// <summary>Per core with 2 GiB of memory and a month, in euros: what clouds asked for in 2026, roughly.</summary>
    private const double EurosPerCore = 8;

    /// <summary>Seconds in which all agents are to be back after everything was lost: the promise up to 10,000, a minute or two beyond.</summary>
    public double ReturnS => Fleet.Agents switch { <= 10_000 => 30, <= 100_000 => 60, _ => 120 };

    public double SteadySiloCores => (Fleet.Agents * Costs.AgentMinuteSiloMs / 60 + Fleet.JobsPerSecond * Costs.JobSiloMs + Fleet.LinesPerSecond * Costs.LineSiloMs) / 1000;

    public double SteadyDatabaseCores =>
        (Fleet.Agents * Costs.AgentMinuteDatabaseMs / 60 + Fleet.JobsPerSecond * Costs.JobDatabaseMs + Fleet.LinesPerSecond * Costs.LineDatabaseMs) / 1000;

    public double ReturnSiloCores => Fleet.Agents * Costs.WelcomeSiloMs / 1000 / ReturnS / Busy;

    public double ReturnDatabaseCores => Fleet.Agents * Costs.WelcomeDatabaseMs / 1000 / ReturnS / Busy;

    public double SiloCores => Math.Max(ReturnSiloCores, SteadySiloCores / Busy) + Silos * Costs.SiloIdleCores;

    public double DatabaseCores => Math.Max(ReturnDatabaseCores, SteadyDatabaseCores / Busy);

    public int Silos => Math.Max(Fleet.Agents <= OneIsEnough ? 1 : SilosThatSurviveOne, (int)Math.Ceiling(Math.Max(
        (double)Fleet.Agents / AgentsPerSilo, Math.Max(ReturnSiloCores, SteadySiloCores / Busy) / CoresPerSilo)));

    public double SiloGiB => (Silos * Costs.SiloMiB + Fleet.Agents * Costs.AgentKiB / 1024) / 1024;

    public double RowsPerSecond => Fleet.Agents * Costs.AgentMinuteRows / 60 + Fleet.JobsPerSecond * Costs.JobRows;

    public double LogMiBPerSecond => Fleet.Agents * Costs.AgentMinuteLogBytes / 60 / 1048576;

    public double HistoryGiB => Fleet.Agents * Costs.HistoryKiB / 1048576;

    public double WireMbitPerSecond => (Fleet.Agents * Costs.AgentMinuteWireBytes / 60 + Fleet.LinesPerSecond * 130) * 8 / 1e6;

    /// <summary>A machine for each silo, and two for the database where silos share one: it and its standby.</summary>
    public double EurosPerMonth =>
        (Silos * Math.Max(CoresAtLeast, SiloCores / Silos) + (Silos == 1 ? 0 : 2 * Math.Max(CoresAtLeast, DatabaseCores))) * EurosPerCore;
}
