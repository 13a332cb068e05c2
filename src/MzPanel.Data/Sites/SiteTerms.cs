namespace MzPanel.Data.Sites;

/// <summary>What must hold for a job about a site to be accepted.</summary>
/// <param name="Quota">Where it makes a site: how many the workspace may have with it; <see langword="null"/>: any number.</param>
/// <param name="IfVersion">Where it changes one: the version that the caller insists on.</param>
public sealed record SiteTerms(long? Quota = null, long? IfVersion = null)
{
    /// <summary>Only that the site is there.</summary>
    public static SiteTerms None { get; } = new();
}
