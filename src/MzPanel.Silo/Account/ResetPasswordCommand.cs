using MzPanel.Data;
using MzPanel.Data.Account;
using MzPanel.Silo.Hosting;
using MzPanel.Silo.Http;

namespace MzPanel.Silo.Account;

/// <summary><c>reset-password</c>: a one-time link to a new password.</summary>
internal static class ResetPasswordCommand
{
    /// <exception cref="StartException">There is no link, and why.</exception>
    public static Task<int> RunAsync(string email, string[] args) => BesideSilo.RunAsync(args, (records, settings) => LinkAsync(email, records, settings));

    private static async Task<string> LinkAsync(string email, Database records, IConfiguration settings)
    {
        var url = new PublicUrl(SiloAddresses.Of(settings).Public);
        var reset = new PasswordReset(new UserRecords(records), new PasswordResetRecords(records), url, TimeProvider.System);
        return await reset.MakeLinkAsync(email) ?? throw new StartException($"nobody here has the address {email}");
    }
}
