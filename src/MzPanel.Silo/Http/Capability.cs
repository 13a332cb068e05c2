namespace MzPanel.Silo.Http;

/// <summary>What an endpoint lets its caller do; every endpoint names one (rest-api.md, section 5).</summary>
internal enum Capability
{
    /// <summary>Needs no caller: sign-in, health, documents.</summary>
    Anonymous,

    /// <summary>For agents, which prove themselves at the endpoint (agent-protocol.md).</summary>
    Agent,

    /// <summary>One's own account, whatever the role.</summary>
    Account,

    /// <summary>Billing, closing and handing over the workspace.</summary>
    Workspace,

    /// <summary>Managing the team and its roles.</summary>
    ManageTeam,

    /// <summary>Seeing the team.</summary>
    ViewTeam,

    /// <summary>Seeing the audit of the workspace.</summary>
    ViewAudit,

    /// <summary>Adding and removing servers, destinations and tokens of the workspace.</summary>
    ManageServers,

    /// <summary>Running any job on a server; its metrics and events.</summary>
    UseServers,

    /// <summary>Creating and deleting sites.</summary>
    ManageSites,

    /// <summary>Seeing and changing a site: SSL, PHP, its backups, its jobs and logs.</summary>
    UseSites,

    /// <summary>The free shell.</summary>
    FreeShell,
}
