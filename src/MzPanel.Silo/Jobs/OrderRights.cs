using Microsoft.Extensions.Options;
using MzPanel.Data.Account;
using MzPanel.Data.Audit;
using MzPanel.Data.Jobs;
using MzPanel.Data.Team;
using MzPanel.Grains.Refusals;
using MzPanel.Protocol.Commands;
using MzPanel.Silo.Http;

namespace MzPanel.Silo.Jobs;

/// <summary>Who an order runs as, with the role, scope and token that the records know now: what was taken away since it was made does not run.</summary>
internal sealed class OrderRights(MemberRecords members, ApiTokenRecords tokens, IOptions<AccessOptions> access, ITierGate tiers)
{
    /// <summary><see langword="null"/> where the membership, or the token it was asked for with, is over.</summary>
    public async Task<CallerIdentity?> FindAsync(IJobOrder order) =>
        order.UserId == AuditActor.System.Id ? CallerIdentity.System(order.WorkspaceId, order.Id)
        : order.TokenId is { } token ? await ByTokenAsync(order, token) : await ByMemberAsync(order);

    /// <summary>Why its maker may not ask for it on any server, or <see langword="null"/>.</summary>
    public string? Refusal(IJobOrder order, CallerIdentity maker)
    {
        if (access.Value.LacksFactor(maker))
            return $"{maker.Name} has no second factor, which this installation requires of owners and admins.";
        if (maker.TokenId is not null && !tiers.Opens(maker.Tier, TierFeature.Api))
            return $"The tier of this workspace does not have {TierFeature.Api}: tokens run nothing.";
        if (!CapabilityTable.Allows(maker.Role, Capability.UseServers))
            return $"{maker.Name} may not run jobs on servers any more.";
        if (!KindRule.IsBackup(order.Kind) && !maker.Holds(TokenScopes.ToWrite(Resource.Jobs)))
            return $"The token {maker.Name} may not run jobs.";
        try
        {
            JobRequestRules.CheckRole(CommandCatalogue.Find(order.Kind), maker);
            return null;
        }
        catch (PanelException e)
        {
            return $"{maker.Name}: {e.Message}";
        }
    }

    private async Task<CallerIdentity?> ByMemberAsync(IJobOrder order) => await members.StandingAsync(order.UserId, order.WorkspaceId) is { } member
        ? Identity(order, member.Role, member.Scope) with { Tier = member.Tier, HasFactor = member.Factors > 0 } : null;

    private async Task<CallerIdentity?> ByTokenAsync(IJobOrder order, string token) =>
        await tokens.FindAsync(token) is { } holder && holder.WorkspaceId == order.WorkspaceId
            ? Identity(order, holder.Role, holder.Scope) with
            {
                TokenId = token, TokenScopes = holder.Scopes.Split(' '), Tier = holder.Tier, HasFactor = holder.Factors > 0,
            } : null;

    // What asks is the order: the audit of its jobs names it in the place of a request.
    private static CallerIdentity Identity(IJobOrder order, string role, string scope) => new()
    {
        UserId = order.UserId,
        Name = order.CallerName,
        WorkspaceId = order.WorkspaceId,
        Role = Roles.Parse(role),
        Scope = MemberScope.Parse(scope),
        Address = "",
        RequestId = order.Id,
    };
}
