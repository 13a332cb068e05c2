namespace MzPanel.Simulation.Tests.Links;

/// <summary>What ends a connection beside the codes of the contract.</summary>
internal static class CloseCodes
{
    /// <summary>The peer went without a word, or closed by itself.</summary>
    public const int PeerGone = 1000;
}
