namespace MzPanel.Agent.Commands.Packages;

/// <summary>Result of <c>package.upgrade</c>.</summary>
/// <param name="Upgraded">What is newer now.</param>
/// <param name="RebootRequired">Whether the VPS says so, or a kernel is among them.</param>
internal sealed record UpgradeResult(IReadOnlyList<UpgradedPackage> Upgraded, bool RebootRequired);

/// <param name="Name">Package.</param>
/// <param name="Version">Of now.</param>
/// <param name="Previous">Of before.</param>
internal sealed record UpgradedPackage(string Name, string Version, string Previous);
