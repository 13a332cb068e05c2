namespace MzPanel.Protocol.Commands;

/// <summary>Which commands of a server may run beside each other (commands.md).</summary>
public enum Lane
{
    /// <summary>One at a time per server, first in first out.</summary>
    Mutating,

    /// <summary>Up to four beside the mutating one.</summary>
    ReadOnly,
}
