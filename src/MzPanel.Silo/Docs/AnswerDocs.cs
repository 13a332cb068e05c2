using System.Globalization;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.OpenApi;
using MzPanel.Silo.Account;
using MzPanel.Silo.Backups;
using MzPanel.Silo.Http;
using MzPanel.Silo.Jobs;
using MzPanel.Silo.Rollouts;
using MzPanel.Silo.Schedules;
using MzPanel.Silo.Servers;
using MzPanel.Silo.Sites;
using MzPanel.Silo.Team;

namespace MzPanel.Silo.Docs;

/// <summary>Headers of a success.</summary>
internal static class AnswerDocs
{
    // Single resources; what comes in a list or within something else has no tag.
    private static readonly HashSet<Type> Tagged =
    [
        typeof(AccountView), typeof(WorkspaceView), typeof(ServerView), typeof(ServerCreated), typeof(SiteView), typeof(JobView), typeof(MemberView),
        typeof(ScheduleView), typeof(RolloutView), typeof(DestinationView), typeof(PlanView),
    ];

    public static Dictionary<string, IOpenApiHeader> Headers(EndpointMetadataCollection endpoint, string status, OpenApiDocument document)
    {
        var headers = new Dictionary<string, IOpenApiHeader>();
        if (status is "201" or "202" && endpoint.GetMetadata<MakesSession>() is null)
            headers["Location"] = Text("Where it can be read.");
        if (endpoint.GetOrderedMetadata<IProducesResponseTypeMetadata>().Any(answer => answer.StatusCode.ToString(CultureInfo.InvariantCulture) == status && Tagged.Contains(answer.Type!)))
            headers["ETag"] = Text("Its version, for `If-Match`.");
        if (endpoint.GetMetadata<IsApi>() is not null)
            foreach (var name in ErrorDocs.LimitsLeft)
                headers[name] = new OpenApiHeaderReference(name, document);
        return headers;
    }

    private static OpenApiHeader Text(string description) => new() { Description = description, Schema = new OpenApiSchema { Type = JsonSchemaType.String } };
}
