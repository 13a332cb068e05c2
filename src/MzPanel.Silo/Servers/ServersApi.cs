using FluentValidation;
using Microsoft.AspNetCore.Http.HttpResults;
using MzPanel.Data;
using MzPanel.Data.Enrollment;
using MzPanel.Data.Servers;
using MzPanel.Grains.Refusals;
using MzPanel.Grains.Servers;
using MzPanel.Silo.Http;

namespace MzPanel.Silo.Servers;

/// <summary>Servers of a workspace (rest-api.md, servers).</summary>
internal static class ServersApi
{
    public static IServiceCollection AddServers(this IServiceCollection services) => services
        .AddSingleton<ServerReach>().AddSingleton<ISight>(provider => provider.GetRequiredService<ServerReach>())
        .AddSingleton<ServerLive>().AddSingleton<Installs>().AddSingleton<ServerChanges>()
        .AddSingleton<IValidator<NewServer>, NewServerValidator>()
        .AddSingleton<IValidator<ServersQuery>, ServersQueryValidator>()
        .AddSingleton<IValidator<ServerChange>, ServerChangeValidator>();

    public static void MapServers(this IEndpointRouteBuilder v1)
    {
        v1.MapPost("/servers", CreateAsync).Needs(Capability.ManageServers)
            .WithSummary("Add a server; its install token is shown once").Produces<ServerCreated>(StatusCodes.Status201Created);
        v1.MapGet("/servers", ListAsync).Needs(Capability.UseServers)
            .WithSummary("Servers");
        v1.MapGet("/servers/{id}", GetAsync).Needs(Capability.UseServers).Over(Subject.Server)
            .WithSummary("A server");
        v1.MapPatch("/servers/{id}", ChangeAsync).Needs(Capability.ManageServers).Over(Subject.Server)
            .WithSummary("Change a server").Refuses(PanelError.Conflict);
        v1.MapDelete("/servers/{id}", DeleteAsync).Needs(Capability.ManageServers).Over(Subject.Server)
            .WithSummary("Remove a server; the VPS stays as it is").Refuses(PanelError.Conflict);
        v1.MapTokens();
        v1.MapInventory();
    }

    private static async Task<IResult> CreateAsync(
        Body<NewServer> body, CallerIdentity caller, Idempotency idempotency, HttpContext context, ServerRecords records, Installs installs, TimeProvider time)
    {
        // It would be out of reach of the very person who made it.
        if (!caller.Scope.IsAll)
            throw new PanelException(PanelError.Forbidden, "Your scope does not allow adding servers.");
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        var (server, token) = (body.Value.Row(RecordId.New("srv"), caller.WorkspaceId, now), InstallToken.Create(now));
        var (location, answer) = ($"/v1/servers/{server.Id}", new ServerCreated(ServerView.Of(server, new(0, 0)), await installs.OfAsync(token, context.RequestAborted)));
        var kept = idempotency.Commit(StatusCodes.Status201Created, answer with { Install = answer.Install.Redacted() }, location, server.Version);
        var audit = caller.Audit("server.create", "server", server.Id) with { ServerId = server.Id };
        if (!await records.CreateAsync(server, audit, kept, RegistrationRecords.Insert(server.Id, token)))
            throw new KeyTakenException();
        EntityTag.Set(context, server.Version);
        return TypedResults.Created(location, answer);
    }

    private static async Task<Ok<Page<ServerView>>> ListAsync(Query<ServersQuery> query, CallerIdentity caller, ServerRecords records, ServerLive live)
    {
        var asked = query.Value;
        var filter = new ServerFilter(asked.Status, asked.Tag, asked.Q, caller.Scope.OnlyServers);
        var (rows, next) = await records.ListAsync(caller.WorkspaceId, filter, asked.Rows, asked.Cursor);
        return TypedResults.Ok(new Page<ServerView>(await live.ViewAsync(rows), next));
    }

    private static async Task<Ok<ServerView>> GetAsync(string id, CallerIdentity caller, ServerReach reach, ServerLive live, HttpContext context)
    {
        var server = await reach.FindAsync(caller, id);
        EntityTag.Set(context, server.Version);
        return TypedResults.Ok(await live.ViewAsync(server));
    }

    private static async Task<Ok<ServerView>> ChangeAsync(
        string id, Body<ServerChange> body, CallerIdentity caller, ServerChanges changes, ServerLive live, HttpContext context)
    {
        var server = await changes.ApplyAsync(caller, id, body.Value, context);
        EntityTag.Set(context, server.Version);
        return TypedResults.Ok(await live.ViewAsync(server));
    }

    private static async Task<NoContent> DeleteAsync(string id, CallerIdentity caller, ServerChanges changes, IGrainFactory grains, HttpContext context)
    {
        await changes.DeleteAsync(caller, id, context);
        await grains.GetGrain<IServerGrain>(id).Drop("The server was removed from MzPanel.");
        return TypedResults.NoContent();
    }
}

internal sealed record ServerCreated(ServerView Server, InstallView Install);

internal sealed record NewServer
{
    public string? Name { get; init; }

    public IReadOnlyList<string?>? Tags { get; init; }

    public ServerRow Row(string id, string workspaceId, long now) => new()
    {
        Id = id,
        WorkspaceId = workspaceId,
        Name = Name!,
        Tags = [.. (Tags ?? []).OfType<string>()],
        CreatedAt = now,
    };
}

internal sealed class NewServerValidator : AbstractValidator<NewServer>
{
    public NewServerValidator()
    {
        RuleFor(server => server.Name).Line(ServerRules.LongestName);
        RuleFor(server => server.Tags).Tags();
    }
}

internal sealed record ServersQuery : PageQuery
{
    public string? Status { get; init; }

    public string? Tag { get; init; }

    public string? Q { get; init; }
}

internal sealed class ServersQueryValidator : PageValidator<ServersQuery>
{
    private static readonly string[] States = [ServerStatus.Pending, ServerStatus.Online, ServerStatus.Offline];

    public ServersQueryValidator()
    {
        RuleFor(query => query.Status).Must(status => status is null || States.Contains(status)).WithMessage("is no status of a server");
        RuleFor(query => query.Tag).MaximumLength(ServerRules.LongestTag);
        RuleFor(query => query.Q).MaximumLength(ServerRules.LongestName);
    }
}
