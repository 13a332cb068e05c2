using FluentValidation;

namespace MzPanel.Silo.Http;

/// <summary>Deny by default: the process does not start with an endpoint that names no capability or validates nothing.</summary>
internal static class EndpointCheck
{
    /// <summary>Call after everything is mapped.</summary>
    public static void CheckEndpoints(this WebApplication app)
    {
        var known = app.Services.GetRequiredService<IServiceProviderIsService>();
        var faults = ((IEndpointRouteBuilder)app).DataSources.SelectMany(source => source.Endpoints)
            .SelectMany(endpoint => Faults(endpoint, known)).ToList();
        if (faults.Count > 0)
            throw new InvalidOperationException(string.Join(Environment.NewLine, faults));
    }

    private static IEnumerable<string> Faults(Endpoint endpoint, IServiceProviderIsService known)
    {
        if (endpoint.Metadata.GetMetadata<Needed>() is null)
            yield return $"{endpoint.DisplayName} names no capability.";
        foreach (var type in Inputs(endpoint).Where(type => !known.IsService(typeof(IValidator<>).MakeGenericType(type))))
            yield return $"{endpoint.DisplayName} takes {type.Name}, which has no validator.";
    }

    private static IEnumerable<Type> Inputs(Endpoint endpoint) =>
        endpoint.Metadata.GetOrderedMetadata<TakesBody>().Select(body => body.BodyType)
            .Concat(endpoint.Metadata.GetOrderedMetadata<TakesQuery>().Select(query => query.QueryType));
}
