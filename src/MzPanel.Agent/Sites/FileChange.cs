using System.Text;
using System.Text.Json;
using MzPanel.Agent.Config;
using MzPanel.Agent.Processes;

namespace MzPanel.Agent.Sites;

/// <summary>A file as it is to be; without content it is to be gone.</summary>
internal sealed record WantedFile(string Path, string? Content)
{
    public bool IsAsWanted => File.Exists(Path) ? Content is not null && File.ReadAllText(Path) == Content : Content is null;
}

/// <summary>A change that was begun (<c>/var/lib/mz/change.json</c>).</summary>
internal sealed record PendingChange(IReadOnlyList<ChangedFile> Files);

/// <summary>A file of it, and whether there was one before.</summary>
internal sealed record ChangedFile(string Path, bool Existed);

/// <summary>
/// Changes several configuration files so that it can be undone at any moment, also by the next process after a power cut, and
/// on a full disk: what was there before stays beside the file under a second name, under which no program reads it.
/// </summary>
internal sealed class FileChange(AgentRoot root)
{
    private const string Before = ".mz-old";
    private readonly string record = root.Resolve("/var/lib/mz/change.json");
    private PendingChange? change;
    private bool open;

    /// <summary>Undoes what another process began and did not come to keep; whether there was such a thing.</summary>
    public bool Recover()
    {
        if (!File.Exists(record))
            return false;
        change = JsonSerializer.Deserialize(File.ReadAllBytes(record), SitesJson.Default.PendingChange);
        Undo();
        return true;
    }

    public void Make(IReadOnlyList<WantedFile> files)
    {
        change = new PendingChange([.. files.Select(f => new ChangedFile(f.Path, File.Exists(f.Path)))]);
        open = true;
        foreach (var stale in change.Files)
            SystemFile.Delete(stale.Path + Before);
        SystemFile.Write(record, JsonSerializer.SerializeToUtf8Bytes(change, SitesJson.Default.PendingChange), SystemFile.OwnerOnly);
        foreach (var file in change.Files.Where(f => f.Existed))
            if (Libc.Link(file.Path, file.Path + Before) != 0)
                throw Libc.Failure(file.Path + " cannot be kept");
        foreach (var file in files)
            if (file.Content is { } content)
                SystemFile.Write(file.Path, Encoding.UTF8.GetBytes(content), SystemFile.Readable);
            else
                SystemFile.Delete(file.Path);
    }

    /// <summary>From here on another process does not undo it; this one still may.</summary>
    public void Keep()
    {
        SystemFile.Delete(record);
        open = false;
    }

    public void Undo()
    {
        open = true;
        foreach (var file in change?.Files ?? [])
            if (!file.Existed)
                SystemFile.Delete(file.Path);
            else if (File.Exists(file.Path + Before))
                File.Move(file.Path + Before, file.Path, overwrite: true);
        foreach (var directory in (change?.Files ?? []).Select(f => Path.GetDirectoryName(f.Path)!).Distinct().Where(Directory.Exists))
            DirectorySync.Flush(directory);
        SystemFile.Delete(record);
        open = false;
    }

    /// <summary>Forgets what was before, unless somebody still has to undo it.</summary>
    public void Settle()
    {
        if (open)
            return;
        foreach (var file in change?.Files ?? [])
            SystemFile.Delete(file.Path + Before);
        change = null;
    }
}
