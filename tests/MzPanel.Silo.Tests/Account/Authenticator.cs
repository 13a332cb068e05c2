using OtpNet;

namespace MzPanel.Silo.Tests.Account;

/// <summary>The app on somebody's phone.</summary>
internal sealed class Authenticator(TestSilo silo, string secret)
{
    private readonly Totp totp = new(Base32Encoding.ToBytes(secret));

    /// <summary>The code it shows, so many steps before or after now.</summary>
    public string Code(int steps = 0) => totp.ComputeTotp(silo.Time.GetUtcNow().UtcDateTime.AddSeconds(30 * steps));

    /// <summary>Enrols a signed-in browser; the app and the recovery codes.</summary>
    public static async Task<(Authenticator App, string[] RecoveryCodes)> EnrolAsync(TestSilo silo, Browser browser)
    {
        var begun = await browser.SendAsync("POST", "/v1/account/mfa/totp");
        Assert.Equal(200, (int)begun.Status);
        var app = new Authenticator(silo, begun.Json.GetProperty("secret").GetString()!);
        var confirmed = await browser.SendAsync("POST", "/v1/account/mfa/totp/confirm", new { code = app.Code() });
        Assert.Equal(200, (int)confirmed.Status);
        return (app, [.. confirmed.Json.GetProperty("recovery_codes").EnumerateArray().Select(code => code.GetString()!)]);
    }
}
