using MzPanel.Agent.Processes;

namespace MzPanel.Agent.Commands.Packages;

/// <summary>Which package manager the VPS has.</summary>
internal static class PackageManagers
{
    public const string Apt = "apt";

    private static readonly (string Program, string Name)[] Known =
        [("apt-get", Apt), ("dnf", "dnf"), ("yum", "yum"), ("zypper", "zypper"), ("apk", "apk"), ("pacman", "pacman")];

    public static string? Name() => Known.FirstOrDefault(known => ProgramFinder.Has(known.Program)).Name;
}
