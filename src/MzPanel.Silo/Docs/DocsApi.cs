using Microsoft.OpenApi;
using MzPanel.Silo.Http;

namespace MzPanel.Silo.Docs;

/// <summary>The description of the API for programs (<c>/openapi/v1.json</c>) and for people (<c>/docs</c>).</summary>
internal static class DocsApi
{
    private const string Name = "v1";
    private const string Route = "/openapi/v1.json";

    public static IServiceCollection AddDocs(this IServiceCollection services) => services
        .AddSingleton<DocumentText>()
        .AddOpenApi(Name, document =>
        {
            document.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
            document.ShouldInclude = endpoint => endpoint.ActionDescriptor.EndpointMetadata.OfType<Needed>().Any();
            document.CreateSchemaReferenceId = SchemaNames.Of;
            document.AddSchemaTransformer<SchemaDocs>();
            document.AddOperationTransformer<OperationDocs>();
            document.AddDocumentTransformer<DocumentFrame>();
        });

    /// <summary>The page: files of a package, from our own origin, without inline script.</summary>
    public static void UseDocsPage(this IApplicationBuilder app) => app.UseSwaggerUI(page =>
    {
        page.RoutePrefix = "docs";
        page.DocumentTitle = "MzPanel API";
        page.SwaggerEndpoint(Route, Name);
        page.EnableDeepLinking();
        page.DefaultModelsExpandDepth(0);
        // The badge would ask a server of somebody else's.
        page.ConfigObject.ValidatorUrl = null;
    });

    public static void MapDocs(this IEndpointRouteBuilder app) =>
        app.MapGet(Route, ReadAsync).Needs(Capability.Anonymous).CountsAsRequest().ExcludeFromDescription();

    private static async Task<IResult> ReadAsync(DocumentText document) =>
        TypedResults.Bytes(await document.Json, "application/json; charset=utf-8");
}
