using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace MzPanel.Silo.Docs;

/// <summary>The document as it is answered: made when somebody first asks, and again only where that failed.</summary>
internal sealed class DocumentText([FromKeyedServices("v1")] IOpenApiDocumentProvider provider)
{
    private readonly Lock gate = new();
    private Task<byte[]>? made;

    public Task<byte[]> Json
    {
        get
        {
            lock (gate)
                return made is { IsFaulted: false, IsCanceled: false } ? made : made = MakeAsync(provider);
        }
    }

    private static async Task<byte[]> MakeAsync(IOpenApiDocumentProvider provider)
    {
        using var text = new MemoryStream();
        var document = await provider.GetOpenApiDocumentAsync(CancellationToken.None);
        await document.SerializeAsJsonAsync(text, OpenApiSpecVersion.OpenApi3_1, CancellationToken.None);
        return text.ToArray();
    }
}
