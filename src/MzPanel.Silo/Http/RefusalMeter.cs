using System.Diagnostics.Metrics;
using MzPanel.Data;
using MzPanel.Grains.Refusals;

namespace MzPanel.Silo.Http;

/// <summary>Counts refusals by their code.</summary>
internal sealed class RefusalMeter(IMeterFactory factory) : IRefusalWitness
{
    private readonly Counter<long> refusals = factory.Create(PanelMeter.Name)
        .CreateCounter<long>("mzpanel.http.refusals", "{refusal}", "Requests refused, by the code of the answer");

    public ValueTask SeenAsync(HttpContext context, PanelException refusal)
    {
        refusals.Add(1, new KeyValuePair<string, object?>("code", ErrorTable.Code(refusal.Error)));
        return ValueTask.CompletedTask;
    }
}
