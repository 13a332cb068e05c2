namespace MzPanel.Simulation.Tests;

/// <summary>An invariant of delivery.md does not hold.</summary>
internal sealed class BrokenException(string invariant, string what) : Exception($"{invariant}: {what}")
{
    public string Invariant => invariant;
}
