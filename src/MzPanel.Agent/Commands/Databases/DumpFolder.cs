using System.Globalization;
using MzPanel.Agent.Config;
using MzPanel.Agent.Sites;
using MzPanel.Agent.Sites.Databases;

namespace MzPanel.Agent.Commands.Databases;

/// <summary>Dumps of the databases of one server, beneath a directory that root alone may enter. None is ever removed here.</summary>
internal sealed class DumpFolder(AgentRoot root, IDatabaseEngine engine, TimeProvider time)
{
    private const string Unfinished = ".part";
    private const string OfBefore = "-before";

    /// <summary>Name of a dump of now.</summary>
    public string New(string database) => Now(database, "");

    /// <summary>Name of a dump of what a restore is about to replace: who restores the newest once more does not mean that one.</summary>
    public string NewOfBefore(string database) => Now(database, OfBefore);

    /// <summary>One that is there.</summary>
    public string Find(string database, string? dump)
    {
        var folder = Of(database);
        var found = dump is null ? Newest(folder) : $"{folder}/{Plain(dump)}";
        return found is not null && File.Exists(found) ? found
            : throw new SiteException("not_found", $"There is no dump{(dump is null ? "" : " " + dump)} of {database} in {folder}.");
    }

    /// <summary>A dump that has its name is whole, and on disk.</summary>
    public async Task WriteAsync(string database, string file, CancellationToken cancelled)
    {
        var part = file + Unfinished;
        SystemFile.MakeDirectory(root.Resolve("/var/lib/mz/dumps"), SystemFile.OwnerDirectory);
        SystemFile.MakeDirectory(Of(database), SystemFile.OwnerDirectory);
        foreach (var old in Directory.EnumerateFiles(Of(database), "*" + Unfinished))
            File.Delete(old);
        try
        {
            // Whoever fills it keeps its mode.
            SystemFile.Write(part, [], SystemFile.OwnerOnly);
            await engine.DumpAsync(database, part, cancelled);
            using (var written = File.Open(part, FileMode.Open, FileAccess.ReadWrite))
                written.Flush(flushToDisk: true);
            File.Move(part, file);
            DirectorySync.Flush(Of(database));
        }
        finally
        {
            File.Delete(part);
        }
    }

    private string Of(string database) =>
        root.Resolve(string.Create(CultureInfo.InvariantCulture, $"/var/lib/mz/dumps/{engine.Name}{(engine.Port is { } port ? $"-{port}" : "")}/{SqlName.Of(database)}"));

    private string Now(string database, string what) =>
        $"{Of(database)}/{time.GetUtcNow().ToString("yyyyMMdd'T'HHmmss'.'fff'Z'", CultureInfo.InvariantCulture)}{what}{engine.DumpSuffix}";

    // By their age, not by their names: somebody may have put one here under a name of their own.
    private string? Newest(string folder)
    {
        if (!Directory.Exists(folder))
            return null;
        var (newest, at) = ((string?)null, DateTime.MinValue);
        foreach (var file in Directory.EnumerateFiles(folder, "*" + engine.DumpSuffix))
            if (!file.EndsWith(OfBefore + engine.DumpSuffix, StringComparison.Ordinal) && File.GetLastWriteTimeUtc(file) is var written && written > at)
                (newest, at) = (file, written);
        return newest;
    }

    private static string Plain(string dump) => dump.Length > 0 && dump[0] is not ('.' or '-') && dump.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_')
        ? dump : throw new SiteException("bad_args", "args.dump must be the file name of a dump");
}
