namespace MzPanel.Simulation.Tests.Storage;

/// <summary>The frame that something is done because of: flows from the socket to the records, past all our own fences.</summary>
internal sealed record Origin(string ServerId, long Epoch)
{
    private static readonly AsyncLocal<Origin?> Flowing = new();

    public static Origin? Now
    {
        get => Flowing.Value;
        set => Flowing.Value = value;
    }
}
