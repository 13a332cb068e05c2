namespace MzPanel.Data;

/// <summary>The name under which every room's instruments are published; each room has its own small class of them.</summary>
public static class PanelMeter
{
    /// <summary>Of the meter, and the first word of every instrument in lower case.</summary>
    public const string Name = "MzPanel";
}
