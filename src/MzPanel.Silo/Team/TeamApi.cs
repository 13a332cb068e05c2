using FluentValidation;
using MzPanel.Data.Team;
using MzPanel.Silo.Http;

namespace MzPanel.Silo.Team;

/// <summary>The room: who belongs to a workspace, and how one gets there.</summary>
internal static class TeamApi
{
    public static void MapTeam(this IEndpointRouteBuilder v1)
    {
        v1.MapMembers();
        v1.MapInvitations();
        v1.MapAccept();
    }

    public static IServiceCollection AddTeam(this IServiceCollection services) => services
        .AddSingleton<MemberRecords>().AddSingleton<InvitationRecords>()
        .AddSingleton<ScopeCheck>().AddSingleton<InvitationPost>().AddSingleton<InvitationDoor>()
        .AddSingleton<MemberChanges>().AddSingleton<ISight>(provider => provider.GetRequiredService<MemberChanges>())
        .AddSingleton<ISight, InvitationSight>()
        .AddSingleton<IValidator<MemberChange>, MemberChangeValidator>().AddSingleton<IValidator<NewInvitation>, NewInvitationValidator>()
        .AddSingleton<IValidator<Accept>, AcceptValidator>();
}
