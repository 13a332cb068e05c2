namespace MzPanel.Data.Sites;

/// <summary>What a site is, as its jobs left it; the words are those of the API and of the records.</summary>
public static class SiteStatus
{
    /// <summary>Its first job has not ended.</summary>
    public const string Pending = "pending";

    /// <summary>The VPS serves it.</summary>
    public const string Active = "active";

    /// <summary>The VPS has it and does not serve it.</summary>
    public const string Disabled = "disabled";

    /// <summary>A job that should have made or removed it did not succeed.</summary>
    public const string Failed = "failed";

    /// <summary>Somebody asked to remove it.</summary>
    public const string Deleting = "deleting";

    /// <summary>Every status, in the order of the contract.</summary>
    public static IReadOnlyList<string> All { get; } = [Pending, Active, Disabled, Failed, Deleting];
}

/// <summary>What is known of a site's certificate.</summary>
public static class SslStatus
{
    /// <summary>Not served yet.</summary>
    public const string None = "none";

    /// <summary>A certificate of the VPS's own, which no browser trusts.</summary>
    public const string SelfSigned = "self_signed";

    /// <summary>The first one of an authority was asked for.</summary>
    public const string Pending = "pending";

    /// <summary>One of an authority is served.</summary>
    public const string Active = "active";

    /// <summary>It could not be renewed and ends soon.</summary>
    public const string Expiring = "expiring";

    /// <summary>The first one could not be got.</summary>
    public const string Failed = "failed";
}
