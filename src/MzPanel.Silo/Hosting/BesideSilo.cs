using MzPanel.Data;

namespace MzPanel.Silo.Hosting;

/// <summary>
/// Commands that work on the records alone, because they are needed most where a silo runs: its lock, its ports and its cluster are
/// left to it.
/// </summary>
internal static class BesideSilo
{
    /// <summary>Prints what the work has to say.</summary>
    /// <exception cref="StartException">It cannot be done, and why.</exception>
    public static async Task<int> RunAsync(string[] args, Func<Database, IConfiguration, Task<string>> work)
    {
        using var settings = new ConfigurationManager();
        settings.ReadSettings(args);
        var rooms = new ServiceCollection();
        rooms.AddRooms(settings);
        SettingsCheck.Run(rooms, settings);
        try
        {
            var place = settings.Of<StorageOptions>(StorageOptions.Section).Place() with { BesideSilo = true };
            await using var records = await Database.OpenAsync(place, TimeProvider.System, CancellationToken.None);
            await Console.Out.WriteLineAsync(await work(records, settings));
            return 0;
        }
        catch (Exception e) when (RecordsHome.IsForPeople(e))
        {
            throw new StartException(e.Message);
        }
    }
}
