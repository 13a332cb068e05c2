namespace MzPanel.Agent.Commands.Packages;

/// <summary>A package in the result of <c>package.list</c>.</summary>
/// <param name="Name">With <c>:arch</c> where it is foreign to the VPS.</param>
/// <param name="Version">What is installed.</param>
/// <param name="Candidate">A newer version that could be installed.</param>
/// <param name="Security">Whether the newer version comes from a security archive; absent where there is none newer.</param>
internal sealed record PackageState(string Name, string Version, string? Candidate = null, bool? Security = null);
