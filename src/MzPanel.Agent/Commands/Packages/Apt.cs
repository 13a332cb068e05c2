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
    public static ProgramCall Upgrade(IReadOnlyList<string>? names, TimeSpan lockLimit) => new(Program,
        [
            "--yes", "-q", "-o", "Dpkg::Use-Pty=0", "-o", string.Create(CultureInfo.InvariantCulture, $"APT::Status-Fd={Status}"), "-o", string.Create(CultureInfo.InvariantCulture, $"DPkg::Lock::Timeout={lockLimit.TotalSeconds:0}"),
            .. KeepConfiguration, .. What(names),
        ], Environment: Unattended, AlsoStdout: Status);

    /// <summary>Finishes what an earlier run was interrupted in.</summary>
    public static ProgramCall Configure { get; } = new("dpkg", ["--configure", "-a", "--force-confdef", "--force-confold"], Environment: Unattended);

    // Nothing is ever removed, and nothing new installed but what the newer versions need.
    private static string[] What(IReadOnlyList<string>? names) =>
        names is null ? ["--with-new-pkgs", "upgrade"] : ["--only-upgrade", "--no-remove", "install", "--", .. names];
}
