using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using MzPanel.Silo.Docs;

namespace MzPanel.Silo.Tests.Docs;

public sealed class DocumentTextTests
{
    [Fact]
    public async Task A_document_that_could_not_be_made_is_made_when_it_is_asked_for_again_and_then_no_more()
    {
        var provider = new FailsOnce();
        var document = new DocumentText(provider);

        await Assert.ThrowsAsync<InvalidOperationException>(() => document.Json);

        Assert.Contains("3.1", System.Text.Encoding.UTF8.GetString(await document.Json), StringComparison.Ordinal);
        await document.Json;
        Assert.Equal(2, provider.Asked);
    }

    private sealed class FailsOnce : IOpenApiDocumentProvider
    {
        public int Asked { get; private set; }

        public Task<OpenApiDocument> GetOpenApiDocumentAsync(CancellationToken cancellationToken = default) => ++Asked == 1
            ? Task.FromException<OpenApiDocument>(new InvalidOperationException("Not yet."))
            : Task.FromResult(new OpenApiDocument { Info = new OpenApiInfo { Title = "A", Version = "1" }, Paths = [] });
    }
}
