using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace MzPanel.Silo.Enrollment;

/// <summary>An agent program that VPSs may download.</summary>
internal sealed record AgentDownload(string Architecture, string Sha256, long Size = 0, string Folder = "")
{
    public static string NameFor(string architecture) => "mzagent-linux-" + architecture;

    public string Name => NameFor(Architecture);
}

/// <summary>The agent programs as they lie in the folders at this moment; of the same program, the first folder's counts.</summary>
internal sealed class AgentDownloads(ILogger<AgentDownloads> log, params string[] folders)
{
    private static readonly string[] Architectures = ["amd64", "arm64"];
    private readonly ConcurrentDictionary<string, Known> known = [];

    public async Task<IReadOnlyList<AgentDownload>> ListAsync(CancellationToken ct)
    {
        var found = new List<AgentDownload>();
        foreach (var architecture in Architectures)
            if (await OpenAsync(architecture, ct) is var (download, content))
            {
                await content.DisposeAsync();
                found.Add(download);
            }
        return found;
    }

    /// <summary>Which program a file name of ours means; no other name leads to a file.</summary>
    public static string? ArchitectureOf(string name) => Array.Find(Architectures, architecture => AgentDownload.NameFor(architecture) == name);

    /// <summary>Opens a program, so that what is sent is what was hashed, also if another one takes its place meanwhile.</summary>
    public async Task<(AgentDownload Download, FileStream Content)?> OpenAsync(string architecture, CancellationToken ct)
    {
        foreach (var folder in folders)
            if (Open(Path.Combine(folder, AgentDownload.NameFor(architecture))) is { } content)
                return (new AgentDownload(architecture, await HashAsync(content, ct), content.Length, folder), content);
        return null;
    }

    private FileStream? Open(string path)
    {
        try
        {
            return new FileStream(path, new FileStreamOptions { Share = FileShare.Read | FileShare.Delete, Options = FileOptions.Asynchronous });
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A server can be added all the same.
            log.DownloadUnreadable(e, path);
            return null;
        }
    }

    private async Task<string> HashAsync(FileStream content, CancellationToken ct)
    {
        var (length, writtenAt) = (content.Length, File.GetLastWriteTimeUtc(content.SafeFileHandle));
        if (known.TryGetValue(content.Name, out var before) && before.Length == length && before.WrittenAt == writtenAt)
            return before.Sha256;
        var hash = Convert.ToHexStringLower(await SHA256.HashDataAsync(content, ct));
        content.Position = 0;
        known[content.Name] = new Known(length, writtenAt, hash);
        return hash;
    }

    private sealed record Known(long Length, DateTime WrittenAt, string Sha256);
}
