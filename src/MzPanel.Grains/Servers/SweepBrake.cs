namespace MzPanel.Grains.Servers;

/// <summary>How many transitions judged from silence a minute may see.</summary>
internal static class SweepBrake
{
    private const int Least = 20;
    private const double Share = 0.02;

    public static int PerMinute(long servers) => Math.Max(Least, (int)(servers * Share));
}
