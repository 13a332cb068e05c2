namespace MzPanel.Bench.Scale;

/// <summary>A fleet and what people do with it.</summary>
/// <param name="Agents">Connected agents.</param>
/// <param name="JobsPerAgentDay">A plan a night, updates, what people click: four on average.</param>
/// <param name="LinesPerJob">Of output.</param>
internal sealed record Fleet(int Agents, double JobsPerAgentDay = 4, double LinesPerJob = 200)
{
    private const double SecondsPerDay = 86_400;

    public double JobsPerSecond => Agents * JobsPerAgentDay / SecondsPerDay;

    public double LinesPerSecond => JobsPerSecond * LinesPerJob;
}
