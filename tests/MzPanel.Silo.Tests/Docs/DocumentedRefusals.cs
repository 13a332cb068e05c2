using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using MzPanel.Grains.Refusals;
using MzPanel.Silo.Docs;
using MzPanel.Silo.Http;
using MzPanel.Silo.Tests.Docs;

[assembly: AssemblyFixture(typeof(EveryRefusalIsDocumented))]

namespace MzPanel.Silo.Tests.Docs;

/// <summary>Looks at every refusal of every silo of this run: its endpoint must name it in the description of the API.</summary>
internal sealed class DocumentedRefusals : IRefusalWitness
{
    public static ConcurrentDictionary<string, byte> Missing { get; } = [];

    public ValueTask SeenAsync(HttpContext context, PanelException refusal)
    {
        // Endpoints that tests make up for themselves have no summary.
        if (context.GetEndpoint() is RouteEndpoint { RoutePattern: var route } endpoint && endpoint.Metadata.GetMetadata<IEndpointSummaryMetadata>() is not null
            && !EndpointErrors.Of(endpoint.Metadata, context.Request.Method, route.Parameters.Count > 0).Contains(refusal.Error)
            && !(HttpMethods.IsGet(context.Request.Method) && EndpointErrors.IsOfStrayBody(refusal.Error)))
            Missing[$"{context.Request.Method} {route.RawText}: {refusal.Error}"] = 0;
        return ValueTask.CompletedTask;
    }
}

/// <summary>Fails the run where one was missing.</summary>
public sealed class EveryRefusalIsDocumented : IDisposable
{
    public void Dispose() => Assert.Empty(DocumentedRefusals.Missing.Keys);
}
