using System.Globalization;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using FluentValidation;
using Microsoft.AspNetCore.Http.Metadata;

namespace MzPanel.Silo.Http;

/// <summary>
/// A handler's parameter: the query string as <typeparamref name="T"/>, whose nullable members name the parameters that may
/// be given; anything else is refused like an unknown member of a body.
/// </summary>
internal sealed record Query<T>(T Value) : IEndpointParameterMetadataProvider where T : class
{
    public static ValueTask<Query<T>?> BindAsync(HttpContext context, ParameterInfo parameter)
    {
        var members = ApiJson.Options.GetTypeInfo(typeof(T)).Properties.ToDictionary(p => p.Name, p => p.PropertyType);
        var given = new JsonObject();
        var faults = new Faults();
        foreach (var (name, values) in context.Request.Query)
            if (values.Count > 1)
                faults.Add(name, "is given twice");
            else
                given[name] = Json(values[0] ?? "", members.GetValueOrDefault(name));
        faults.ThrowIfAny();
        var validator = context.RequestServices.GetRequiredService<IValidator<T>>();
        return ValueTask.FromResult<Query<T>?>(new(StrictJson<T>.Read(JsonSerializer.SerializeToElement(given), validator)));
    }

    public static void PopulateMetadata(ParameterInfo parameter, EndpointBuilder builder) => builder.Metadata.Add(new TakesQuery(typeof(T)));

    /// <summary>A number or flag where the member is one and the text looks like one; else text, which the shape check then judges.</summary>
    private static JsonNode Json(string text, Type? member)
    {
        var type = member is null ? null : Nullable.GetUnderlyingType(member) ?? member;
        if ((type == typeof(int) || type == typeof(long)) && long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
            return number;
        return type == typeof(bool) && text is "true" or "false" ? text == "true" : text;
    }
}

/// <summary>Endpoint metadata: the type of its query.</summary>
internal sealed record TakesQuery(Type QueryType);
