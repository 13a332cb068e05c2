namespace MzPanel.EndToEnd.Tests.Faults;

/// <summary>One fault run at a time: they measure times.</summary>
[CollectionDefinition(Name)]
public sealed class FaultRuns
{
    public const string Name = "fault runs";
}
