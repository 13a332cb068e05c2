using System.Diagnostics.Metrics;

namespace MzPanel.Silo.Tests;

/// <summary>Meters for one test.</summary>
internal sealed class Meters : IMeterFactory
{
    public Meter Create(MeterOptions options) => new(options);

    public void Dispose()
    {
    }
}
