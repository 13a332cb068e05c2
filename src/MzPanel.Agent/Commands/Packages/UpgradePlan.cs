namespace MzPanel.Agent.Commands.Packages;

/// <summary>Which packages an upgrade is about.</summary>
/// <param name="Names">What apt is given; <see langword="null"/>: all of them.</param>
/// <param name="Changes">What apt would make newer.</param>
internal sealed record UpgradePlan(IReadOnlyList<string>? Names, IReadOnlyDictionary<string, NewerPackage> Changes)
{
    /// <summary>The plan, narrowed to what a security archive offers.</summary>
    public UpgradePlan SecurityOnly()
    {
        var changes = Changes.Where(change => change.Value.Security).ToDictionary();
        return new UpgradePlan([.. changes.Keys.Order(StringComparer.Ordinal)], changes);
    }

    public IEnumerable<string> Lines(IReadOnlyDictionary<string, string> installed) => Changes.OrderBy(change => change.Key, StringComparer.Ordinal).Select(
        change => $"Would upgrade {change.Key} {installed.GetValueOrDefault(change.Key)} to {change.Value.Candidate}{(change.Value.Security ? " (security)" : "")}");
}
