using MzPanel.Data;
using MzPanel.Data.Account;
using MzPanel.Silo.Hosting;
using MzPanel.Silo.Http;

namespace MzPanel.Silo.Account;

/// <summary>
/// <c>reset-password</c>: works on the records alone, because it is needed most where a silo runs: its lock, its ports and its
/// cluster are left to it.
/// </summary>
internal static class ResetPasswordCommand
{
    /// <exception cref="StartException">There is no link, and why.</exception>
    public static async Task<int> RunAsync(string email, string[] args)
    {
        using var settings = new ConfigurationManager();
        settings.ReadSettings(args);
        var rooms = new ServiceCollection();
        rooms.AddRooms(settings);
        SettingsCheck.Run(rooms, settings);
        try
        {
            await Console.Out.WriteLineAsync(await LinkAsync(email, settings));
            return 0;
        }
        catch (Exception e) when (RecordsHome.IsForPeople(e))
        {
            throw new StartException(e.Message);
        }
    }

    private static async Task<string> LinkAsync(string email, ConfigurationManager settings)
    {
        var url = new PublicUrl(SiloAddresses.Of(settings).Public);
        var place = settings.Of<StorageOptions>(StorageOptions.Section).Place() with { BesideSilo = true };
        await using var records = await Database.OpenAsync(place, TimeProvider.System, CancellationToken.None);
        var reset = new PasswordReset(new UserRecords(records), new PasswordResetRecords(records), url, TimeProvider.System);
        return await reset.MakeLinkAsync(email) ?? throw new StartException($"nobody here has the address {email}");
    }
}
