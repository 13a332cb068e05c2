using MzPanel.Data;
using MzPanel.Data.License;
using MzPanel.Grains.License;

namespace MzPanel.Silo.Hosting;

/// <summary>The records and their keys, opened before the host starts: what cannot be opened stops the start with one line.</summary>
internal sealed record RecordsHome(DatabaseOptions Options, Database Records, MasterKey Master, KeyRing Keys) : IAsyncDisposable
{
    public static async Task<RecordsHome> OpenAsync(StorageOptions storage, KeysOptions keys, TimeProvider time, CancellationToken ct)
    {
        var options = storage.Place();
        var setting = "Storage:DataDirectory";
        Database? records = null;
        try
        {
            records = await Database.OpenAsync(options, time, ct);
            if (!string.IsNullOrWhiteSpace(keys.MasterKeyFile))
                setting = "Keys:MasterKeyFile";
            var file = string.IsNullOrWhiteSpace(keys.MasterKeyFile) ? Path.Combine(options.DataDirectory, "master.key") : keys.MasterKeyFile;
            var master = await MasterKey.LoadAsync(Path.GetFullPath(file), records, ct);
            return new RecordsHome(options, records, master, await KeyRing.LoadAsync(new SigningKeyRecords(records), master, time));
        }
        catch (Exception e) when (IsForPeople(e))
        {
            if (records is not null)
                await records.DisposeAsync();
            throw new StartException(e switch
            {
                IOException or UnauthorizedAccessException => $"{setting}: {e.Message}",
                ArgumentException => $"Storage:Postgres: {e.Message}",
                StorageException { InnerException: { } cause } => $"{e.Message} {cause.Message}",
                _ => e.Message,
            });
        }
    }

    public async ValueTask DisposeAsync()
    {
        Master.Dispose();
        await Records.DisposeAsync();
    }

    /// <summary>Whether the message says what a person can do about it.</summary>
    public static bool IsForPeople(Exception e) => e is DatabaseLockedException or SchemaTooNewException or RecordsMissingException or MasterKeyException
        or StorageException or IOException or UnauthorizedAccessException or ArgumentException;
}
