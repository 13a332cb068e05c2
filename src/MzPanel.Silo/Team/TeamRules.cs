using FluentValidation;
using MzPanel.Data.Team;
using MzPanel.Grains.Refusals;
using MzPanel.Silo.Http;

namespace MzPanel.Silo.Team;

/// <summary>What may be given to somebody.</summary>
internal static class TeamRules
{
    private static readonly string[] Given = [.. Enum.GetValues<Role>().Where(role => role != Role.Owner).Select(Roles.Word)];

    public static IRuleBuilderOptions<T, string?> RoleToGive<T>(this IRuleBuilder<T, string?> rule) =>
        rule.Must(role => Given.Contains(role)).WithMessage($"must be one of {string.Join(", ", Given)}; a workspace gets another owner by transfer");
}

internal sealed class MemberScopeValidator : AbstractValidator<MemberScope>
{
    private const int MostIds = 500;
    private const int LongestId = 100;
    private static readonly string[] Types = [MemberScope.All.Type, MemberScope.Servers, MemberScope.Sites];

    public MemberScopeValidator()
    {
        RuleFor(scope => scope.Type).Must(type => Types.Contains(type)).WithMessage($"must be one of {string.Join(", ", Types)}");
        RuleFor(scope => scope.Ids).Null().When(scope => scope.IsAll).WithMessage("does not go with the scope of everything");
        RuleFor(scope => scope.Ids).NotNull().When(scope => scope.Type is MemberScope.Servers or MemberScope.Sites)
            .Must(ids => ids is null || ids.Count <= MostIds).WithMessage($"must be at most {MostIds}")
            .Must(ids => ids is null || ids.All(id => id is { Length: > 0 and <= LongestId })).WithMessage($"must each be 1 to {LongestId} characters")
            .Must(ids => ids is null || ids.Distinct().Count() == ids.Count).WithMessage("must not name one twice");
    }
}

/// <summary>A scope names what is, or was, of the workspace; anything else is not there.</summary>
internal sealed class ScopeCheck(MemberRecords members)
{
    public async Task RequireAsync(CallerIdentity caller, MemberScope scope)
    {
        if (scope.Ids is not { } ids)
            return;
        var known = scope.Type == MemberScope.Servers ? await members.CountServersAsync(caller.WorkspaceId, ids) : await members.CountSitesAsync(caller.WorkspaceId, ids);
        if (known != ids.Count)
            throw PanelException.NotFound();
    }
}
