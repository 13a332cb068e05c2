using FluentValidation;
using MzPanel.Data.Servers;
using MzPanel.Grains.Refusals;
using MzPanel.Protocol.Commands;
using MzPanel.Protocol.Updates;
using MzPanel.Silo.Http;
using MzPanel.Silo.Jobs;
using MzPanel.Silo.Rollouts;
using MzPanel.Silo.Servers;

namespace MzPanel.Silo.Updates;

/// <summary>Bringing agents to the version that this control plane hands out: one, or many in waves.</summary>
internal static class UpdatesApi
{
    public static IServiceCollection AddUpdates(this IServiceCollection services) => services
        .AddSingleton<AgentReleases>().AddSingleton<UpdateOffer>().AddSingleton<FleetUpdate>()
        .AddSingleton<IValidator<UpdateRequest>, UpdateRequestValidator>()
        .AddSingleton<IValidator<NewFleetUpdate>, NewFleetUpdateValidator>();

    public static void MapUpdates(this IEndpointRouteBuilder v1)
    {
        v1.MapPost("/servers/{id}/update", UpdateAsync).Needs(Capability.UseServers, Resource.Jobs).Over(Subject.Server).Produces<JobAnswer>(StatusCodes.Status202Accepted)
            .WithSummary("Bring a server's agent to the version that is handed out here").Refuses(PanelError.Conflict, PanelError.QueueFull);
        v1.MapPost("/agent-updates", UpdateManyAsync).Needs(Capability.ManageServers, Resource.Jobs).Produces<RolloutAnswer>(StatusCodes.Status202Accepted)
            .WithSummary("Bring the agents of many servers to the version that is handed out here, in waves; a rollout like others from then on").Refuses(PanelError.Conflict);
    }

    private static async Task<IResult> UpdateAsync(
        string id, OptionalBody<UpdateRequest> body, CallerIdentity caller, Idempotency idempotency, ServerReach servers, AgentKinds kinds, UpdateOffer offer,
        JobMaker maker, JobSubmission submission, HttpContext context)
    {
        var server = await servers.FindAsync(caller, id);
        var release = await offer.ReleaseAsync(context.RequestAborted);
        if (Refusal(server, release, body.Value, await kinds.OfAsync(server.Id)) is { } refusal)
            throw new PanelException(PanelError.Conflict, refusal);
        var asked = new JobRequest { Kind = AgentUpdate.Kind.Name, Args = await offer.ArgsAsync(release, body.Value), QueueTtlS = body.Value.QueueTtlS };
        return await submission.AcceptAsync(maker.Make(asked, AgentUpdate.Kind, server, caller), idempotency);
    }

    private static string? Refusal(ServerRow server, AgentRelease release, UpdateChoices choices, IReadOnlyCollection<string> offered) =>
        server.PolicyInForce == UpdatePolicy.Pinned ? "The server's agent is pinned to its version."
        : server.AgentVersion == release.Version ? $"The server's agent is {release.Version} already."
        : choices.AllowDowngrade is not true && server.AgentVersion is { } runs && ProgramVersion.Compare(runs, release.Version) > 0
            ? $"The server's agent is newer ({runs}) than what is handed out here ({release.Version})."
        : !KindRule.Runs(AgentUpdate.Kind.Name, offered) ? "The server's agent cannot update itself. Run the install line on it, without a token."
        : server.Arch is { } arch && release.Programs.All(program => program.Arch != arch) ? $"There is no agent for {arch} here." : null;

    private static Task<IResult> UpdateManyAsync(
        OptionalBody<NewFleetUpdate> body, CallerIdentity caller, Idempotency idempotency, FleetUpdate fleet, HttpContext context) =>
        fleet.CreateAsync(body.Value, caller, idempotency, context.RequestAborted);
}

internal sealed record UpdateRequest : UpdateChoices;

internal sealed class UpdateRequestValidator : UpdateChoicesValidator<UpdateRequest>;

/// <summary>Body of <c>POST /v1/agent-updates</c>; where it names neither servers nor a tag, all of them.</summary>
internal sealed record NewFleetUpdate : UpdateChoices
{
    public IReadOnlyList<string?>? ServerIds { get; init; }

    public string? Tag { get; init; }
}

internal sealed class NewFleetUpdateValidator : UpdateChoicesValidator<NewFleetUpdate>
{
    private const int LongestId = 300;

    public NewFleetUpdateValidator()
    {
        RuleFor(update => update.ServerIds).Must(ids => ids is null || ids.Count is > 0 and <= OrderServers.Most).WithMessage($"must be 1 to {OrderServers.Most}")
            .Must(ids => ids is null || ids.All(id => id is { Length: > 0 and <= LongestId })).WithMessage("must each be an identifier")
            .Must(ids => ids is null || ids.Distinct().Count() == ids.Count).WithMessage("must not name one twice");
        RuleFor(update => update.Tag).Line(ServerRules.LongestTag).When(update => update.Tag is not null);
        RuleFor(update => update.Tag).Null().When(update => update.ServerIds is not null).WithMessage("must not stand beside server_ids");
    }
}

internal abstract class UpdateChoicesValidator<T> : AbstractValidator<T> where T : UpdateChoices
{
    protected UpdateChoicesValidator()
    {
        RuleFor(update => update.WelcomeS).InclusiveBetween(AgentUpdate.ShortestWelcomeS, AgentUpdate.LongestWelcomeS);
        RuleFor(update => update.QueueTtlS).InclusiveBetween(1, JobRequestValidator.LongestTtlS);
    }
}
