using System.Globalization;
using System.Text;
using MzPanel.Agent.Config;
using MzPanel.Agent.Processes;
using MzPanel.Agent.Sites;
using MzPanel.Protocol.Commands;

namespace MzPanel.Agent.Backups;

/// <summary>
/// The repository of this server at a destination, opened: how restic is told of it. Passwords go by the environment of the child, a
/// private key by a file in a directory of root's that is gone with this object.
/// </summary>
internal sealed class Repository : IDisposable
{
    // What restic calls the other end of a connection of ours: its real name stands in the command of ssh alone.
    private const string PeerAlias = "peer";
    private const string Directories = "/run/mzagent-backup";
    private const int LongestComplaint = 8 * 1024;
    private readonly AgentRoot root;
    private readonly string serverId;
    private string? directory;

    public Repository(AgentRoot root, string serverId, Destination destination, Credentials credentials)
    {
        (this.root, this.serverId, Destination, Secrets) = (root, serverId, destination, credentials.All);
        Environment = new Dictionary<string, string>
        {
            ["RESTIC_PASSWORD"] = credentials.Password,
            ["RESTIC_CACHE_DIR"] = CacheOf(root),
            ["RESTIC_PROGRESS_FPS"] = "0.2",
        };
        try
        {
            Describe(credentials);
        }
        catch (Exception)
        {
            Dispose();
            throw;
        }
    }

    public Destination Destination { get; }

    public Dictionary<string, string> Environment { get; }

    public List<string> Options { get; } = [];

    public IReadOnlyList<string> Secrets { get; }

    /// <summary>Folder of a repository on the VPS itself, which must not be in its own snapshots.</summary>
    public static string? FolderOf(AgentRoot root, string serverId, Destination destination) => destination.Type == BackupDestination.Local
        ? $"{root.Resolve(destination.Text("path")).TrimEnd('/')}/{serverId}" : null;

    public static string CacheOf(AgentRoot root) => root.Resolve("/var/cache/mzagent/restic");

    /// <summary>Removes what a process that was killed could not.</summary>
    public static void WipeLeftOvers(AgentRoot root)
    {
        if (!Directory.Exists(root.Resolve(Directories)))
            return;
        foreach (var left in Directory.EnumerateDirectories(root.Resolve(Directories)))
            if (!int.TryParse(Path.GetFileName(left).Split('-')[0], NumberStyles.None, CultureInfo.InvariantCulture, out var pid) || ProcessId.Of(pid) is null)
                SystemFile.DeleteDirectory(left);
    }

    /// <summary>What ssh had to complain of since the last call. Said through restic it may come too late: restic ends without waiting for it.</summary>
    public string[] TakeComplaints()
    {
        if (directory is null || !File.Exists(directory + "/ssh.log"))
            return [];
        using var log = File.Open(directory + "/ssh.log", FileMode.Open, FileAccess.ReadWrite);
        var text = new byte[Math.Min(log.Length, LongestComplaint)];
        log.ReadExactly(text);
        log.SetLength(0);
        return Encoding.UTF8.GetString(text).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
    }

    public void Dispose()
    {
        if (directory is not null)
            SystemFile.DeleteDirectory(directory);
    }

    private void Describe(Credentials credentials)
    {
        switch (Destination.Type)
        {
            case BackupDestination.Local:
                Environment["RESTIC_REPOSITORY"] = "local:" + FolderOf(root, serverId, Destination);
                break;
            case BackupDestination.Object:
                DescribeObject(credentials);
                break;
            default:
                DescribePeer(credentials);
                break;
        }
    }

    private void DescribeObject(Credentials credentials)
    {
        var prefix = Destination.Find("prefix") is { } some ? some + "/" : "";
        Environment["RESTIC_REPOSITORY"] = $"s3:{Destination.Text("endpoint").TrimEnd('/')}/{Destination.Text("bucket")}/{prefix}{serverId}";
        (Environment["AWS_ACCESS_KEY_ID"], Environment["AWS_SECRET_ACCESS_KEY"]) = (credentials.AccessKeyId, credentials.SecretAccessKey);
        if (Destination.Find("region") is { } region)
            Environment["AWS_DEFAULT_REGION"] = region;
        if (EngineSettings.Read(root).StorageTrust is { } trust)
            Options.Add("--cacert=" + trust);
    }

    private void DescribePeer(Credentials credentials)
    {
        directory = $"{root.Resolve(Directories)}/{System.Environment.ProcessId}-{Guid.NewGuid():N}";
        PrivateFile.MakeDirectory(directory);
        PrivateFile.Write(directory + "/key", Encoding.UTF8.GetBytes(credentials.PrivateKey.ReplaceLineEndings("\n").TrimEnd() + "\n"));
        PrivateFile.Write(directory + "/known_hosts", Encoding.ASCII.GetBytes($"{PeerAlias} {Destination.Text("host_key")}\n"));
        Environment["RESTIC_REPOSITORY"] = $"sftp:{PeerAlias}:{Destination.Text("path").TrimEnd('/')}/{serverId}";
        Options.AddRange(["-o", "sftp.command=" + Ssh()]);
    }

    // restic splits it by spaces and quotes: the schema lets neither into any of these values, nor has our directory any.
    private string Ssh() => string.Create(CultureInfo.InvariantCulture,
        $"ssh -F none -E {directory}/ssh.log -i {directory}/key -o IdentitiesOnly=yes -o IdentityAgent=none -o BatchMode=yes -o StrictHostKeyChecking=yes -o UserKnownHostsFile={directory}/known_hosts "
        + $"-o GlobalKnownHostsFile=/dev/null -o HostKeyAlias={PeerAlias} -o ConnectTimeout=20 -o ServerAliveInterval=15 -o ServerAliveCountMax=4 -o PermitLocalCommand=no "
        + $"-p {Destination.SshPortOrUsual} -l {Destination.Text("user")} -s -- {Destination.Text("host")} sftp");
}
