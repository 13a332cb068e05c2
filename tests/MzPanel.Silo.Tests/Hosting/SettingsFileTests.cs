using System.Text.Json;

namespace MzPanel.Silo.Tests.Hosting;

/// <summary><c>appsettings.json</c> names every key that people may set, with its default (running.md).</summary>
public sealed class SettingsFileTests
{
    [Theory]
    [InlineData("Urls", "\"http://127.0.0.1:5080\"")]
    [InlineData("Management:Urls", "\"http://127.0.0.1:5081\"")]
    [InlineData("Tls:CertificateFile", "null")]
    [InlineData("Tls:KeyFile", "null")]
    [InlineData("PublicUrl", "null")]
    [InlineData("Storage:DataDirectory", "\"./data\"")]
    [InlineData("Storage:Postgres", "null")]
    [InlineData("Keys:MasterKeyFile", "null")]
    [InlineData("Cluster:ServiceId", "\"mzpanel\"")]
    [InlineData("Cluster:ClusterId", "\"mzpanel\"")]
    [InlineData("Cluster:Address", "\"127.0.0.1\"")]
    [InlineData("Cluster:SiloPort", "11111")]
    [InlineData("Access:SetupToken", "null")]
    [InlineData("Access:AllowedOrigins", "[]")]
    [InlineData("Access:OpenSignUp", "false")]
    [InlineData("Access:RequireSecondFactor", "false")]
    [InlineData("Agents:ConnectUrl", "null")]
    [InlineData("Agents:HeartbeatSeconds", "30")]
    [InlineData("Agents:OfflineSeconds", "90")]
    [InlineData("Agents:LostMinutes", "15")]
    [InlineData("Agents:JudgeFreeMinutes", "5")]
    [InlineData("Agents:HandshakesPerSecond", "1000")]
    [InlineData("Network:TrustedProxies", "null")]
    [InlineData("Mail:Host", "null")]
    [InlineData("Mail:Port", "587")]
    [InlineData("Mail:User", "null")]
    [InlineData("Mail:PasswordFile", "null")]
    [InlineData("Mail:From", "null")]
    [InlineData("Tiers:Default", "\"unlimited\"")]
    [InlineData("RateLimits:RequestsPerMinute", "1200")]
    [InlineData("RateLimits:SignInsPerMinute", "20")]
    [InlineData("Jobs:QueueTtlHours", "24")]
    [InlineData("Jobs:MaxQueued", "1000")]
    [InlineData("Logs:RetentionDays", "30")]
    [InlineData("Logs:MaxBytesPerServer", "1073741824")]
    public void The_file_has_the_key_and_its_default(string key, string json)
    {
        using var file = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "appsettings.json")));
        Assert.Equal(json, key.Split(':').Aggregate(file.RootElement, (section, name) => section.GetProperty(name)).GetRawText());
    }
}
