namespace MzPanel.Agent.Backups;

/// <summary>Dumps of the databases of one engine of this VPS.</summary>
internal interface IDumps
{
    /// <summary>Its databases as of now; none where the engine is not there.</summary>
    Task<IReadOnlyList<DatabaseRef>> ListAsync(CancellationToken cancelled);

    /// <summary>Writes what a database holds into a file of a folder that is made for it.</summary>
    Task DumpAsync(DatabaseRef database, string file, CancellationToken cancelled);

    /// <summary>Puts a dump in the place of what a database holds.</summary>
    Task LoadAsync(DatabaseRef database, string file, CancellationToken cancelled);
}
