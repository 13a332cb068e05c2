using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using MzPanel.Silo.Http;

namespace MzPanel.Silo.Docs;

/// <summary>Says of an endpoint what its metadata says: who may call it, what it takes besides its body, and what it answers.</summary>
internal sealed class OperationDocs : IOpenApiOperationTransformer
{
    public async Task TransformAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        var (endpoint, method) = (new EndpointMetadataCollection(context.Description.ActionDescriptor.EndpointMetadata), context.Description.HttpMethod!);
        var segments = OperationNames.Segments(context.Description.RelativePath!);
        operation.OperationId = OperationNames.Of(method, segments);
        operation.Tags = new HashSet<OpenApiTagReference> { new(OperationNames.Tag(segments), context.Document) };
        AddCaller(operation, endpoint, method, context.Document!);
        await ParameterDocs.AddAsync(operation, endpoint, method, context, cancellationToken);
        NameMedia(operation, endpoint, context.Document!);
        ErrorDocs.Add(operation, EndpointErrors.Of(endpoint, method, segments.Any(s => s.StartsWith('{'))), context.Document!);
    }

    private static void AddCaller(OpenApiOperation operation, EndpointMetadataCollection endpoint, string method, OpenApiDocument document)
    {
        var (capability, resource) = endpoint.GetMetadata<Needed>()!;
        operation.AddExtension("x-mz-capability", new JsonNodeExtension(ApiJson.MemberName(capability.ToString())));
        operation.Security = [];
        if (resource is not { } about)
            return;
        var scope = TokenScopes.ToCall(about, method);
        operation.AddExtension("x-mz-token-scope", new JsonNodeExtension(scope));
        operation.Description = $"For {Roles(capability)}{(endpoint.GetMetadata<AlsoOwn>() is null ? "" : "; for one's own, everybody")}. A token needs the scope `{scope}`.";
        foreach (var scheme in new[] { DocumentFrame.Session, DocumentFrame.Token })
            operation.Security.Add(new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(scheme, document)] = [] });
    }

    private static string Roles(Capability capability) =>
        string.Join(", ", Enum.GetValues<Role>().Where(role => CapabilityTable.Allows(role, capability)).Select(Http.Roles.Word));

    /// <summary>Success that is no JSON, and the headers that come with it.</summary>
    private static void NameMedia(OpenApiOperation operation, EndpointMetadataCollection endpoint, OpenApiDocument document)
    {
        foreach (var (status, answer) in operation.Responses!.Where(r => r.Value is OpenApiResponse).Select(r => (r.Key, (OpenApiResponse)r.Value)))
        {
            answer.Description = OperationNames.Success(status);
            if (endpoint.GetMetadata<Answers>() is { } media)
                answer.Content = new Dictionary<string, OpenApiMediaType> { [media.MediaType] = new() { Schema = new OpenApiSchema { Type = JsonSchemaType.String } } };
            answer.Headers = AnswerDocs.Headers(endpoint, status, document);
        }
    }
}
