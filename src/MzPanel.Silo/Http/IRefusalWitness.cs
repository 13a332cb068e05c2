using MzPanel.Grains.Refusals;

namespace MzPanel.Silo.Http;

/// <summary>Is told of every refusal before its answer leaves: the audit of denied operations and the installation log.</summary>
internal interface IRefusalWitness
{
    /// <summary>Must not throw: a refusal is answered even where it cannot be written down.</summary>
    ValueTask SeenAsync(HttpContext context, PanelException refusal);
}
