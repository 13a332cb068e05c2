using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using MzPanel.Silo.Http;
using MzPanel.Silo.Live;

namespace MzPanel.Silo.Docs;

/// <summary>Parameters: those of the query by its type and validator, and the headers that a kind of endpoint understands.</summary>
internal static class ParameterDocs
{
    public static async Task AddAsync(
        OpenApiOperation operation, EndpointMetadataCollection endpoint, string method, OpenApiOperationTransformerContext context, CancellationToken ct)
    {
        operation.Parameters ??= [];
        foreach (var parameter in operation.Parameters.OfType<OpenApiParameter>())
            parameter.Description ??= parameter.Name == "id" ? "Identifier." : "Which.";
        foreach (var query in endpoint.GetOrderedMetadata<TakesQuery>())
            await AddQueryAsync(operation, query.QueryType, context, ct);
        if (EndpointErrors.TakesKey(endpoint, method))
            AddHeader(operation, IdempotencyFilter.Header, "Up to 255 printable ASCII characters. The same key and body get the first answer again, for 24 hours; secrets are not repeated.");
        if (EndpointErrors.TakesTag(method))
            AddHeader(operation, "If-Match", "The `ETag` of what is to be changed, as it was read.");
        if (endpoint.GetMetadata<Answers>()?.MediaType == SseWriter.MediaType)
            AddHeader(operation, "Last-Event-ID", "The `id` of the last event that was seen: the stream goes on behind it.");
    }

    private static async Task AddQueryAsync(OpenApiOperation operation, Type query, OpenApiOperationTransformerContext context, CancellationToken ct)
    {
        var limits = ValidatorLimits.Of(context.ApplicationServices, query);
        foreach (var member in ApiJson.Options.GetTypeInfo(query).Properties.Where(member => member.Get is not null))
        {
            var schema = await context.GetOrCreateSchemaAsync(Nullable.GetUnderlyingType(member.PropertyType) ?? member.PropertyType, null, ct);
            schema.Type &= ~JsonSchemaType.Null;
            limits?.Apply(member.Name, schema);
            operation.Parameters!.Add(new OpenApiParameter { Name = member.Name, In = ParameterLocation.Query, Schema = schema, Description = Samples.Meaning(member.Name) });
        }
    }

    private static void AddHeader(OpenApiOperation operation, string name, string description) => operation.Parameters!.Add(new OpenApiParameter
    {
        Name = name, In = ParameterLocation.Header, Description = description, Schema = new OpenApiSchema { Type = JsonSchemaType.String },
    });
}
