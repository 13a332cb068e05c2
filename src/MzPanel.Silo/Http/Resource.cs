namespace MzPanel.Silo.Http;

/// <summary>What an endpoint is about: together with its method it names the scope that a token needs for it.</summary>
internal enum Resource
{
    /// <summary>Servers, their metrics, events and inventory.</summary>
    Servers,

    /// <summary>Jobs and their logs, schedules and roll-outs.</summary>
    Jobs,

    /// <summary>Sites.</summary>
    Sites,

    /// <summary>Destinations, plans and snapshots.</summary>
    Backups,

    /// <summary>Members and invitations.</summary>
    Team,

    /// <summary>The caller's own account, and the workspace.</summary>
    Account,

    /// <summary>The audit of the workspace.</summary>
    Audit,
}
