namespace MzPanel.Agent.Config;

/// <summary>The directory that stands before every path the agent reads or writes (<c>--root</c>).</summary>
internal sealed class AgentRoot(string path)
{
    public string Path { get; } = System.IO.Path.TrimEndingDirectorySeparator(System.IO.Path.GetFullPath(path));

    /// <summary>Whether the agent sees the VPS itself and no sandbox.</summary>
    public bool IsHost => Path == "/";

    /// <summary>What the agent is and what its owner allows: no command changes it.</summary>
    public string OwnFolder => Resolve("/etc/mzagent");

    public string ConfigFile => Resolve("/etc/mzagent/config.json");

    public string PolicyFile => Resolve("/etc/mzagent/policy.json");

    public string LicenseFile => Resolve("/etc/mzagent/license.json");

    public string StateDirectory => Resolve("/var/lib/mzagent");

    /// <summary>Where an absolute path of the VPS lies beneath the root; <c>..</c> does not lead out of it.</summary>
    public string Resolve(string absolute)
    {
        var inside = System.IO.Path.GetFullPath(absolute, "/");
        return IsHost ? inside : Path + inside;
    }

    /// <summary>
    /// Where to read a fact of the system (<c>/proc</c>, <c>/etc/os-release</c>, the package database): beneath the root where
    /// it exists there, else on the VPS itself.
    /// </summary>
    public string SystemPath(string absolute) => Resolve(absolute) is var inside && System.IO.Path.Exists(inside) ? inside : absolute;

    /// <summary>Text of such a file, or <see langword="null"/> where it cannot be read.</summary>
    public string? SystemText(string absolute)
    {
        try
        {
            return File.ReadAllText(SystemPath(absolute));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
