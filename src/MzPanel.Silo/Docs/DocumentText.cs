using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace MzPanel.Silo.Docs;

/// <summary>The document as it is answered: made when somebody first asks, once.</summary>
internal sealed class DocumentText([FromKeyedServices("v1")] IOpenApiDocumentProvider provider)
{
    private readonly Lazy<Task<byte[]>> json = new(() => MakeAsync(provider));

    public Task<byte[]> Json => json.Value;

    private static async Task<byte[]> MakeAsync(IOpenApiDocumentProvider provider)
    {
        using var text = new MemoryStream();
        var document = await provider.GetOpenApiDocumentAsync(CancellationToken.None);
        await document.SerializeAsJsonAsync(text, OpenApiSpecVersion.OpenApi3_1, CancellationToken.None);
        return text.ToArray();
    }
}
