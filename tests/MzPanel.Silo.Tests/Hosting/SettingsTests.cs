using MzPanel.Silo.Hosting;
using MzPanel.Testing;

namespace MzPanel.Silo.Tests.Hosting;

public sealed class SettingsTests
{
    [Fact]
    public async Task One_message_names_every_unknown_key_and_every_wrong_value()
    {
        using var directory = new TempDirectory();
        var refusal = await Assert.ThrowsAsync<StartException>(() => SiloApp.BuildAsync(
        [
            .. StartTests.Args(directory), "--Agents:HeartbeatSeconds=soon", "--Agents:OfflineSeconds=1", "--Agents:HartbeatSeconds=30",
            "--Storage:Directory=x", "--Urlz=http://127.0.0.1:1", "--Tiers:Default=gold", "--Tiers:free:Servers=few", "--Access:OpenSignUp=perhaps",
            "--Network:TrustedProxies:0=everybody", "--Cluster:Address=here", "--RateLimits:RequestsPerMinute=0", "--Mail:Host=smtp.example.org",
            "--PublicUrl=here", "--Management:Urls=there",
        ]));
        string[] keys =
        [
            "Agents:HeartbeatSeconds:", "Agents:HartbeatSeconds:", "Agents:OfflineSeconds:", "Tiers:Default:", "PublicUrl:", "Management:Urls:", "Storage:Directory:", "Urlz:", "Tiers:free:Servers:", "Access:OpenSignUp:",
            "Network:TrustedProxies", "Cluster:Address:", "RateLimits:RequestsPerMinute:", "Mail:From:",
        ];
        Assert.All(keys, key => Assert.Contains(key, refusal.Message, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_variable_of_the_environment_that_is_named_like_a_section_is_not_ours()
    {
        using var directory = new TempDirectory();
        Environment.SetEnvironmentVariable("MAIL", "/var/mail/root");
        try
        {
            await using var silo = await SiloApp.BuildAsync(StartTests.Args(directory));
        }
        finally
        {
            Environment.SetEnvironmentVariable("MAIL", null);
        }
    }

    [Fact]
    public async Task An_https_address_without_a_certificate_stops_the_start()
    {
        using var directory = new TempDirectory();
        var refusal = await Assert.ThrowsAsync<StartException>(() => SiloApp.BuildAsync([.. StartTests.Args(directory), "--Urls=https://127.0.0.1:0"]));
        Assert.Contains("Tls:CertificateFile:", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Urls", "ftp://127.0.0.1:21")]
    [InlineData("Urls", "")]
    [InlineData("PublicUrl", "panel.example.org")]
    [InlineData("PublicUrl", "https://panel.example.org/path")]
    [InlineData("Tls:KeyFile", "/nowhere/key.pem")]
    [InlineData("Agents:OfflineSeconds", "1")]
    [InlineData("Agents:HeartbeatSeconds", "301")]
    [InlineData("Tiers:Default", "gold")]
    [InlineData("Tiers:free:Servers", "-1")]
    [InlineData("Mail:Port", "70000")]
    [InlineData("Mail:PasswordFile", "/nowhere/password")]
    [InlineData("Storage:Postgres", "somewhere")]
    [InlineData("Storage:DataDirectory", "/proc/mzpanel")]
    [InlineData("Keys:MasterKeyFile", "/proc/mzpanel.key")]
    public async Task A_value_that_cannot_work_stops_the_start_and_is_named(string key, string value)
    {
        using var directory = new TempDirectory();
        var refusal = await Assert.ThrowsAsync<StartException>(() => SiloApp.BuildAsync([.. StartTests.Args(directory), $"--{key}={value}"]));
        Assert.Contains($"{key}:", refusal.Message, StringComparison.Ordinal);
    }
}
