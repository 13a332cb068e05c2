using FluentValidation;

namespace MzPanel.Silo.Http;

/// <summary>Deny by default: the process does not start with an endpoint that names no capability, validates nothing, or is closed to every token.</summary>
internal static class EndpointCheck
{
    /// <summary>Call after everything is mapped.</summary>
    public static void CheckEndpoints(this WebApplication app)
    {
        var known = app.Services.GetRequiredService<IServiceProviderIsService>();
        var seen = app.Services.GetServices<ISight>().Select(sight => sight.Of).ToHashSet();
        var faults = ((IEndpointRouteBuilder)app).DataSources.SelectMany(source => source.Endpoints)
            .SelectMany(endpoint => Faults(endpoint, known).Concat(IdFaults(endpoint, seen))).ToList();
        if (faults.Count > 0)
            throw new InvalidOperationException(string.Join(Environment.NewLine, faults));
    }

    private static IEnumerable<string> Faults(Endpoint endpoint, IServiceProviderIsService known)
    {
        if (endpoint.Metadata.GetMetadata<Needed>() is not { } needed)
            yield return $"{endpoint.DisplayName} names no capability.";
        else if (needed is { Resource: null, Capability: not (Capability.Anonymous or Capability.Agent) })
            yield return $"{endpoint.DisplayName} names no resource, so that no scope of a token opens it.";
        foreach (var type in Inputs(endpoint).Where(type => !known.IsService(typeof(IValidator<>).MakeGenericType(type))))
            yield return $"{endpoint.DisplayName} takes {type.Name}, which has no validator.";
    }

    private static IEnumerable<string> IdFaults(Endpoint endpoint, HashSet<Subject> seen)
    {
        if (endpoint is not RouteEndpoint { RoutePattern: var route } || route.GetParameter("id") is null)
            yield break;
        if (endpoint.Metadata.GetMetadata<Over>() is not { Subject: var subject })
            yield return $"{endpoint.DisplayName} takes an id, but does not say of what.";
        else if (!seen.Contains(subject) && endpoint.Metadata.GetMetadata<Needed>() is { Capability: var capability }
            && Enum.GetValues<Role>().Any(role => !CapabilityTable.Allows(role, capability)))
            yield return $"{endpoint.DisplayName} is closed to some role, but nobody sees whether a {subject} is in its scope.";
    }

    private static IEnumerable<Type> Inputs(Endpoint endpoint) =>
        endpoint.Metadata.GetOrderedMetadata<TakesBody>().Select(body => body.BodyType)
            .Concat(endpoint.Metadata.GetOrderedMetadata<TakesQuery>().Select(query => query.QueryType));
}
