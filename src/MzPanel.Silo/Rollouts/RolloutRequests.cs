using System.Text.Json;
using FluentValidation;
using MzPanel.Data.Rollouts;
using MzPanel.Silo.Http;
using MzPanel.Silo.Jobs;
using MzPanel.Silo.Servers;

namespace MzPanel.Silo.Rollouts;

/// <summary>Body of <c>POST /v1/rollouts</c>.</summary>
internal sealed record NewRollout
{
    private const int UsualParallel = 5;

    public IReadOnlyList<string?>? ServerIds { get; init; }

    public string? Tag { get; init; }

    public string? Kind { get; init; }

    public JsonElement? Args { get; init; }

    public int? Parallel { get; init; }

    public int? Canary { get; init; }

    public int? StopAfterFailures { get; init; }

    public int? TimeoutS { get; init; }

    public int? QueueTtlS { get; init; }

    public RolloutRow Row(string id, IReadOnlyCollection<string> servers, KeptArgs args, CallerIdentity caller, long now) => new()
    {
        Id = id,
        WorkspaceId = caller.WorkspaceId,
        Kind = Kind!,
        Args = args.Shown,
        SealedArgs = args.Sealed,
        TimeoutS = TimeoutS,
        QueueTtlS = QueueTtlS,
        Tag = Tag,
        Parallel = Parallel ?? UsualParallel,
        Canary = Canary ?? 0,
        // Who does not say otherwise hears of the first failure before there is a second one.
        StopAfterFailures = StopAfterFailures ?? 1,
        UserId = caller.UserId,
        TokenId = caller.TokenId,
        CallerName = caller.Name,
        Status = RolloutStatus.Running,
        Pending = servers.Count,
        CreatedAt = now,
    };
}

internal sealed class NewRolloutValidator : AbstractValidator<NewRollout>
{
    private const int LongestKind = 100;
    private const int LongestId = 300;
    private const int MostParallel = 1_000;

    public NewRolloutValidator()
    {
        RuleFor(rollout => rollout.ServerIds).NotEmpty().When(rollout => rollout.Tag is null).WithMessage("is missing: name servers, or a tag")
            .Must(ids => ids is null || ids.Count <= OrderServers.Most).WithMessage($"must be at most {OrderServers.Most}")
            .Must(ids => ids is null || ids.All(id => id is { Length: > 0 and <= LongestId })).WithMessage("must each be an identifier")
            .Must(ids => ids is null || ids.Distinct().Count() == ids.Count).WithMessage("must not name one twice");
        RuleFor(rollout => rollout.Tag).Line(ServerRules.LongestTag).When(rollout => rollout.Tag is not null);
        RuleFor(rollout => rollout.Tag).Null().When(rollout => rollout.ServerIds is not null).WithMessage("must not stand beside server_ids");
        RuleFor(rollout => rollout.Kind).Line(LongestKind);
        RuleFor(rollout => rollout.Parallel).InclusiveBetween(1, MostParallel);
        RuleFor(rollout => rollout.Canary).InclusiveBetween(0, OrderServers.Most);
        RuleFor(rollout => rollout.StopAfterFailures).InclusiveBetween(1, OrderServers.Most);
        RuleFor(rollout => rollout.TimeoutS).InclusiveBetween(1, JobRequestValidator.LongestTimeoutS);
        RuleFor(rollout => rollout.QueueTtlS).InclusiveBetween(1, JobRequestValidator.LongestTtlS);
    }
}

internal sealed record RolloutsQuery : PageQuery
{
    public string? Status { get; init; }

    public string? Kind { get; init; }
}

internal sealed class RolloutsQueryValidator : PageValidator<RolloutsQuery>
{
    private const int Longest = 300;

    public RolloutsQueryValidator()
    {
        RuleFor(query => query.Status).Must(status => status is null || RolloutStatus.All.Contains(status)).WithMessage("is no status of a rollout");
        RuleFor(query => query.Kind).MaximumLength(Longest);
    }
}

internal sealed record RolloutJobsQuery : PageQuery
{
    public string? Status { get; init; }
}

internal sealed class RolloutJobsQueryValidator : PageValidator<RolloutJobsQuery>
{
    public RolloutJobsQueryValidator() =>
        RuleFor(query => query.Status).Must(status => status is null || Data.Jobs.JobStatus.All.Contains(status)).WithMessage("is no status of a job");
}
