namespace MzPanel.Simulation.Tests.Links;

/// <summary>How well frames travel just now, either way.</summary>
internal sealed class NetWeather
{
    public double Drops { get; set; }

    public double Doubles { get; set; }

    public double Overtakes { get; set; }

    public long Slowest { get; set; } = 20;

    public void ClearUp() => (Drops, Doubles, Overtakes, Slowest) = (0, 0, 0, 20);
}
