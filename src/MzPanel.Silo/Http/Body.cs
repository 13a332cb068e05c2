using System.Reflection;
using FluentValidation;
using Microsoft.AspNetCore.Http.Metadata;
using MzPanel.Grains.Refusals;

namespace MzPanel.Silo.Http;

/// <summary>
/// A handler's parameter: the JSON body, strict and validated. <typeparamref name="T"/> has nullable members only, so that
/// its validator says what is missing.
/// </summary>
internal sealed record Body<T>(T Value) : IEndpointParameterMetadataProvider where T : class
{
    public static async ValueTask<Body<T>?> BindAsync(HttpContext context, ParameterInfo parameter)
    {
        var raw = await RawBody.ReadAsync(context);
        if (raw.Bytes.Length == 0)
            throw new PanelException(PanelError.MalformedJson, "A JSON body is missing.");
        return new(StrictJson<T>.Read(raw.Bytes, context.RequestServices.GetRequiredService<IValidator<T>>()));
    }

    public static void PopulateMetadata(ParameterInfo parameter, EndpointBuilder builder) =>
        builder.Metadata.Add(new TakesBody(typeof(T), IsOptional: false));
}

/// <summary>The same where the body may be left out.</summary>
internal sealed record OptionalBody<T>(T Value) : IEndpointParameterMetadataProvider where T : class, new()
{
    public static async ValueTask<OptionalBody<T>?> BindAsync(HttpContext context, ParameterInfo parameter)
    {
        var raw = await RawBody.ReadAsync(context);
        return new(raw.Bytes.Length == 0
            ? new T()
            : StrictJson<T>.Read(raw.Bytes, context.RequestServices.GetRequiredService<IValidator<T>>()));
    }

    public static void PopulateMetadata(ParameterInfo parameter, EndpointBuilder builder) =>
        builder.Metadata.Add(new TakesBody(typeof(T), IsOptional: true));
}

/// <summary>Endpoint metadata: the type of its body.</summary>
internal sealed record TakesBody(Type BodyType, bool IsOptional) : IAcceptsMetadata
{
    IReadOnlyList<string> IAcceptsMetadata.ContentTypes { get; } = ["application/json"];

    Type? IAcceptsMetadata.RequestType => BodyType;
}

/// <summary>What an endpoint without a body parameter takes: nothing, or <c>{}</c>.</summary>
internal sealed record Nothing;
