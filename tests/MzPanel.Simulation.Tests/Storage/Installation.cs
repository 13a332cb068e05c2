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
    private readonly SqliteConnection template;

    private Installation(SqliteConnection template, MasterKey master, KeyRing keys) =>
        (this.template, Master, Keys) = (template, master, keys);

    public static Installation Shared => Made.Value;

    public MasterKey Master { get; }

    public KeyRing Keys { get; }

    /// <summary>Copies the schema and the keys into empty records.</summary>
    public void CopyTo(SqliteConnection records)
    {
        // From memory, by one at a time: two threads that open the same file at once can find it locked by each other's recovery.
        lock (template)
            template.BackupDatabase(records);
    }

    private static async Task<Installation> MakeAsync()
    {
        using var directory = new TempDirectory();
        var options = new DatabaseOptions { DataDirectory = directory.Path };
        await using var records = await Database.OpenAsync(options, TimeProvider.System, CancellationToken.None);
        var master = await MasterKey.LoadAsync(Path.Combine(directory.Path, "master.key"), records);
        var keys = await KeyRing.LoadAsync(new SigningKeyRecords(records), master, TimeProvider.System);
        return new Installation(InMemory(Path.Combine(directory.Path, "mzpanel.db")), master, keys);
    }

    private static SqliteConnection InMemory(string file)
    {
        using var source = new SqliteConnection($"Data Source={file};Mode=ReadOnly;Pooling=False");
        source.Open();
        var template = new SqliteConnection("Data Source=:memory:");
        template.Open();
        source.BackupDatabase(template);
        return template;
    }
}
