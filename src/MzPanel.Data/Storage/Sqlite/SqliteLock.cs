namespace MzPanel.Data.Storage.Sqlite;

/// <summary>Holds the data directory for one process: an exclusive lock (flock) on a file in it, gone with the process.</summary>
internal sealed class SqliteLock : IDisposable
{
    private readonly FileStream file;

    private SqliteLock(FileStream file) => this.file = file;

    public static SqliteLock Take(string directory)
    {
        PrivateFile.MakeDirectory(directory);
        try
        {
            return new SqliteLock(PrivateFile.Open(Path.Combine(directory, "mzpanel.lock"), FileMode.OpenOrCreate));
        }
        catch (IOException e) when (e is not (FileNotFoundException or DirectoryNotFoundException))
        {
            throw new DatabaseLockedException(directory, e);
        }
    }

    public void Dispose() => file.Dispose();
}
