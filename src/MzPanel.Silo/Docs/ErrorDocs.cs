using System.Globalization;
using Microsoft.OpenApi;
using MzPanel.Grains.Refusals;
using MzPanel.Silo.Http;

namespace MzPanel.Silo.Docs;

/// <summary>The errors of an endpoint, by status, each code with its example.</summary>
internal static class ErrorDocs
{
    /// <summary>Name of the schema of the envelope.</summary>
    public const string Envelope = "Error";

    public static void Add(OpenApiOperation operation, IReadOnlyList<PanelError> errors, OpenApiDocument document)
    {
        foreach (var status in errors.GroupBy(ErrorTable.Status).OrderBy(group => group.Key))
        {
            // Endpoints of a kind share their answers.
            var name = string.Join('.', status.Select(ErrorTable.Code));
            if (document.Components?.Responses?.ContainsKey(name) != true)
                document.AddComponent<IOpenApiResponse>(name, Answer(status.Key, [.. status], document));
            operation.Responses![status.Key.ToString(CultureInfo.InvariantCulture)] = new OpenApiResponseReference(name, document);
        }
    }

    /// <summary>Everything that those answers point to.</summary>
    public static void AddComponents(OpenApiDocument document)
    {
        var used = document.Components!.Responses!.Keys.SelectMany(name => name.Split('.')).ToHashSet();
        document.AddComponent<IOpenApiSchema>(Envelope, Schema());
        foreach (var error in Enum.GetValues<PanelError>().Where(error => used.Contains(ErrorTable.Code(error))))
            document.AddComponent<IOpenApiExample>(ErrorTable.Code(error), new OpenApiExample { Summary = Summary(error), Value = ErrorExamples.Of(error) });
        foreach (var (name, description) in LimitHeaders)
            document.AddComponent<IOpenApiHeader>(name, new OpenApiHeader { Description = description, Schema = new OpenApiSchema { Type = JsonSchemaType.Integer } });
    }

    /// <summary>Headers of every answer that counts against a limit.</summary>
    public static IEnumerable<string> LimitsLeft => LimitHeaders.Select(header => header.Name).Where(name => name != "Retry-After");

    private static readonly (string Name, string Description)[] LimitHeaders =
    [
        ("Retry-After", "Seconds to wait."), ("RateLimit-Limit", "Requests that a minute allows."),
        ("RateLimit-Remaining", "Requests left."), ("RateLimit-Reset", "Seconds until all are allowed again."),
    ];

    private static OpenApiResponse Answer(int status, PanelError[] errors, OpenApiDocument document) => new()
    {
        Description = string.Join(", ", errors.Select(error => $"`{ErrorTable.Code(error)}`")),
        Headers = Headers(status, document),
        Content = new Dictionary<string, OpenApiMediaType>
        {
            ["application/json"] = new()
            {
                Schema = new OpenApiSchemaReference(Envelope, document),
                Examples = errors.ToDictionary(ErrorTable.Code, error => (IOpenApiExample)new OpenApiExampleReference(ErrorTable.Code(error), document)),
            },
        },
    };

    private static Dictionary<string, IOpenApiHeader>? Headers(int status, OpenApiDocument document) => status switch
    {
        429 => LimitHeaders.ToDictionary(header => header.Name, header => (IOpenApiHeader)new OpenApiHeaderReference(header.Name, document)),
        503 => new() { ["Retry-After"] = new OpenApiHeaderReference("Retry-After", document) },
        _ => null,
    };

    private static string Summary(PanelError error) => ErrorTable.Code(error).Replace('_', ' ');

    private static OpenApiSchema Schema() => Object(("error", Object(
        ("code", new OpenApiSchema { Type = JsonSchemaType.String, Description = "One word for programs." }),
        ("message", new OpenApiSchema { Type = JsonSchemaType.String, Description = "For people." }),
        ("details", new OpenApiSchema
        {
            Type = JsonSchemaType.Object,
            Description = "Of `validation_failed`: what is wrong with each field.",
            AdditionalProperties = new OpenApiSchema { Type = JsonSchemaType.Array, Items = new OpenApiSchema { Type = JsonSchemaType.String } },
        }))));

    private static OpenApiSchema Object(params (string Name, OpenApiSchema Schema)[] members) => new()
    {
        Type = JsonSchemaType.Object,
        Properties = members.ToDictionary(member => member.Name, member => (IOpenApiSchema)member.Schema),
        Required = members.Select(member => member.Name).ToHashSet(),
    };
}
