namespace MzPanel.Silo.Http;

/// <summary>How far a role's capability goes; the objects within are checked where they are loaded.</summary>
internal enum Reach
{
    /// <summary>Not at all.</summary>
    None,

    /// <summary>The sites in the member's scope.</summary>
    SitesInScope,

    /// <summary>The servers in the member's scope.</summary>
    ServersInScope,

    /// <summary>The whole workspace.</summary>
    Workspace,
}

/// <summary>Who may do what: the table of rest-api.md, section 5, and nothing besides. What is not in it is denied.</summary>
internal static class CapabilityTable
{
    private static readonly Dictionary<(Role, Capability), Reach> Rows = Table(
        //                          owner            admin            operator              customer
        (Capability.Account,       [Reach.Workspace, Reach.Workspace, Reach.Workspace,      Reach.Workspace]),
        (Capability.Workspace,     [Reach.Workspace, Reach.None,      Reach.None,           Reach.None]),
        (Capability.ManageTeam,    [Reach.Workspace, Reach.None,      Reach.None,           Reach.None]),
        (Capability.ViewTeam,      [Reach.Workspace, Reach.Workspace, Reach.None,           Reach.None]),
        (Capability.ViewAudit,     [Reach.Workspace, Reach.Workspace, Reach.None,           Reach.None]),
        (Capability.ManageServers, [Reach.Workspace, Reach.Workspace, Reach.None,           Reach.None]),
        (Capability.UseServers,    [Reach.Workspace, Reach.Workspace, Reach.ServersInScope, Reach.None]),
        (Capability.ManageSites,   [Reach.Workspace, Reach.Workspace, Reach.ServersInScope, Reach.None]),
        (Capability.UseSites,      [Reach.Workspace, Reach.Workspace, Reach.ServersInScope, Reach.SitesInScope]),
        (Capability.FreeShell,     [Reach.Workspace, Reach.Workspace, Reach.None,           Reach.None]));

    public static Reach Of(Role role, Capability capability) => Rows.GetValueOrDefault((role, capability), Reach.None);

    public static bool Allows(Role role, Capability capability) => Of(role, capability) != Reach.None;

    private static Dictionary<(Role, Capability), Reach> Table(params (Capability Capability, Reach[] ByRole)[] rows) =>
        rows.SelectMany(row => row.ByRole.Select((reach, role) => (Key: ((Role)role, row.Capability), reach)))
            .ToDictionary(cell => cell.Key, cell => cell.reach);
}
