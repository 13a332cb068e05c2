namespace MzPanel.Silo.Http;

/// <summary>What not every tier has, as the settings call it.</summary>
internal static class TierFeature
{
    /// <summary>Programs with tokens of their own.</summary>
    public const string Api = "api";

    /// <summary>The audit as a file.</summary>
    public const string AuditExport = "audit_export";

    /// <summary>More people than the owner.</summary>
    public const string MultiUser = "multi_user";

    /// <summary>Backups that leave the server.</summary>
    public const string OffsiteBackup = "offsite_backup";
}

/// <summary>Endpoint metadata: open where the tier of the workspace has a feature.</summary>
internal sealed record Gated(string Feature);

/// <summary>Knows what tiers open.</summary>
internal interface ITierGate
{
    /// <summary>Whether a tier has a feature; a tier that nobody knows is the default one.</summary>
    bool Opens(string tier, string feature);
}
