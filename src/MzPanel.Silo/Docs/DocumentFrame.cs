using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using MzPanel.Silo.Http;

namespace MzPanel.Silo.Docs;

/// <summary>What stands around the operations: title, credentials, the errors they point to; paths in the order of the alphabet.</summary>
internal sealed class DocumentFrame : IOpenApiDocumentTransformer
{
    /// <summary>Name of the credential of browsers.</summary>
    public const string Session = "session";

    /// <summary>Name of the credential of programs.</summary>
    public const string Token = "token";

    public Task TransformAsync(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellationToken)
    {
        document.Info = new OpenApiInfo
        {
            Title = "MzPanel",
            Version = "1",
            Description = "The public API of an MzPanel control plane: servers, jobs and their logs, people and the audit. Additive changes only: take answers with members you do not know.",
        };
        document.Servers = [new OpenApiServer { Url = "/" }];
        document.AddComponent(Session, new OpenApiSecurityScheme
        {
            Type = SecuritySchemeType.ApiKey, In = ParameterLocation.Cookie, Name = SessionCookie.Name,
            Description = "Set at sign-in. Unsafe methods need `Sec-Fetch-Site: same-origin`, or an `Origin` of ours.",
        });
        document.AddComponent(Token, new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "bearer", BearerFormat = "mzp_api_…", Description = "An API token; its scopes say what it opens." });
        var operations = document.Paths.Values.SelectMany(path => path.Operations!.Values).ToList();
        ErrorDocs.AddComponents(document);
        operations.ForEach(Examples.Add);
        Sort(document, operations);
        return Task.CompletedTask;
    }

    private static void Sort(OpenApiDocument document, IEnumerable<OpenApiOperation> operations)
    {
        var paths = new OpenApiPaths();
        foreach (var (path, item) in document.Paths.OrderBy(path => path.Key, StringComparer.Ordinal))
            paths.Add(path, item);
        document.Paths = paths;
        document.Tags = operations.SelectMany(operation => operation.Tags!).Select(tag => tag.Reference.Id!).Distinct().Order(StringComparer.Ordinal)
            .Select(name => new OpenApiTag { Name = name, Description = OperationNames.About(name) }).ToHashSet();
    }
}
