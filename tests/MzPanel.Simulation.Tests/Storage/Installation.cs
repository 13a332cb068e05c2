using Microsoft.Data.Sqlite;
using MzPanel.Data;
using MzPanel.Data.License;
using MzPanel.Grains.License;
using MzPanel.Testing;

namespace MzPanel.Simulation.Tests.Storage;

/// <summary>An empty installation with its keys, made once: each schedule begins with a copy of its records in memory.</summary>
internal sealed class Installation
{
    private static readonly Lazy<Installation> Made = new(() => Task.Run(MakeAsync).GetAwaiter().GetResult());
    private readonly string file;

    private Installation(string file, MasterKey master, KeyRing keys) => (this.file, Master, Keys) = (file, master, keys);

    public static Installation Shared => Made.Value;

    public MasterKey Master { get; }

    public KeyRing Keys { get; }

    /// <summary>Copies the schema and the keys into empty records.</summary>
    public void CopyTo(SqliteConnection records)
    {
        using var source = new SqliteConnection($"Data Source={file};Mode=ReadOnly");
        source.Open();
        source.BackupDatabase(records);
    }

    private static async Task<Installation> MakeAsync()
    {
        // Needed until the process ends; the next process that makes a test directory removes it.
        var directory = new TempDirectory();
        var options = new DatabaseOptions { DataDirectory = directory.Path };
        await using var records = await Database.OpenAsync(options, TimeProvider.System, CancellationToken.None);
        var master = await MasterKey.LoadAsync(Path.Combine(directory.Path, "master.key"), records);
        var keys = await KeyRing.LoadAsync(new SigningKeyRecords(records), master, TimeProvider.System);
        return new Installation(Path.Combine(directory.Path, "mzpanel.db"), master, keys);
    }
}
