namespace MzPanel.Simulation.Tests.Storage;

/// <summary>How well the records can be reached just now.</summary>
internal sealed class StorageWeather
{
    /// <summary>Probability that a write fails with nothing changed.</summary>
    public double FailsBefore { get; set; }

    /// <summary>Probability that a write is committed and its answer lost.</summary>
    public double AnswerLost { get; set; }

    /// <summary>Probability that a write is neither committed nor answered.</summary>
    public double WriteLost { get; set; }

    /// <summary>Most ms that a write takes.</summary>
    public long Slowest { get; set; } = 4;

    /// <summary>Nothing is answered at all.</summary>
    public bool Away { get; set; }

    public void ClearUp() => (FailsBefore, AnswerLost, WriteLost, Slowest, Away) = (0, 0, 0, 4, false);
}
