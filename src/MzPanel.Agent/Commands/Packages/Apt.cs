using System.Globalization;
using MzPanel.Agent.Config;

namespace MzPanel.Agent.Commands.Packages;

/// <summary>The calls of apt and dpkg. Names come last, behind <c>--</c>.</summary>
internal static class Apt
{
    private const string Program = "apt-get";

    // Not 1 or 2: of the one that its status goes to, apt gives dpkg none.
    private const int Status = 3;

    // Nobody is there to answer; needrestart would restart what it likes, the agent included.
    private static readonly Dictionary<string, string> Unattended = new()
    {
        ["LC_ALL"] = "C",
        ["DEBIAN_FRONTEND"] = "noninteractive",
        ["NEEDRESTART_MODE"] = "l",
    };

    // What somebody wrote into a configuration file stays; only where nobody did, the new one is taken.
    private static readonly string[] KeepConfiguration = ["-o", "Dpkg::Options::=--force-confdef", "-o", "Dpkg::Options::=--force-confold"];

    public static ProgramCall Installed(AgentRoot root) => new("dpkg-query",
        ["--admindir=" + root.SystemPath("/var/lib/dpkg"), "--show", "--showformat=" + DpkgTable.Format]);

    public static ProgramCall Update { get; } = new(Program, ["update", "-q", "-o", "APT::Update::Error-Mode=any"], Environment: Unattended);

    /// <summary>Says what <see cref="Update"/> would fetch.</summary>
    public static ProgramCall UpdateSources { get; } = new(Program, ["update", "--print-uris"], Environment: Unattended);

    /// <summary>Says what <see cref="Upgrade"/> would do; needs no lock.</summary>
    public static ProgramCall Simulation(IReadOnlyList<string>? names) =>
        new(Program, ["--simulate", "-o", "Debug::NoLocking=1", .. What(names)], Environment: Unattended);

    /// <param name="names">Only these; all of them where <see langword="null"/>.</param>
    /// <param name="lockLimit">How long apt itself waits for dpkg's lock.</param>
    public static ProgramCall Upgrade(IReadOnlyList<string>? names, TimeSpan lockLimit) => Watched(lockLimit, What(names));

    /// <summary>Installs packages, and what they need beside them; nothing is removed for it.</summary>
    public static ProgramCall Install(IReadOnlyList<string> names, TimeSpan lockLimit) => Watched(lockLimit, New(names));

    /// <summary>Says what <see cref="Install"/> would do; needs no lock.</summary>
    public static ProgramCall InstallSimulation(IReadOnlyList<string> names) => new(Program, ["--simulate", "-o", "Debug::NoLocking=1", .. New(names)], Environment: Unattended);

    /// <summary>Names of packages that begin so.</summary>
    public static ProgramCall Names(string prefix) => new("apt-cache", ["pkgnames", "--", prefix], Environment: Unattended);

    /// <summary>What is installed of packages, and what would be.</summary>
    public static ProgramCall Policy(IReadOnlyList<string> names) => new("apt-cache", ["policy", "--", .. names], Environment: Unattended);

    /// <summary>Finishes what an earlier run was interrupted in.</summary>
    public static ProgramCall Configure { get; } = new("dpkg", ["--configure", "-a", "--force-confdef", "--force-confold"], Environment: Unattended);

    // Nothing is ever removed, and nothing new installed but what the newer versions need.
    private static string[] What(IReadOnlyList<string>? names) =>
        names is null ? ["--with-new-pkgs", "upgrade"] : ["--only-upgrade", "--no-remove", "install", "--", .. names];

    private static string[] New(IReadOnlyList<string> names) => ["--no-install-recommends", "--no-remove", "install", "--", .. names];

    // Tells its progress on a descriptor of its own.
    private static ProgramCall Watched(TimeSpan lockLimit, string[] what) => new(Program,
        [
            "--yes", "-q", "-o", "Dpkg::Use-Pty=0", "-o", string.Create(CultureInfo.InvariantCulture, $"APT::Status-Fd={Status}"), "-o", string.Create(CultureInfo.InvariantCulture, $"DPkg::Lock::Timeout={lockLimit.TotalSeconds:0}"),
            .. KeepConfiguration, .. what,
        ], Environment: Unattended, AlsoStdout: Status);
}
