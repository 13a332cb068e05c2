using MzPanel.Agent.Enrollment;

namespace MzPanel.Agent.Tests.Enrollment;

public sealed class TransportTests
{
    [Theory]
    [InlineData("https://panel.example.com", false)]
    [InlineData("http://127.0.0.1:5080", false)]
    [InlineData("http://localhost:5080", false)]
    [InlineData("http://[::1]:5080", false)]
    [InlineData("http://panel.example.com", true)]
    public void A_token_travels_encrypted_or_on_loopback_or_where_told_to(string url, bool insecure) =>
        Assert.Equal(new Uri(url), Transport.Check(url, "--url", insecure, "https", "http"));

    [Theory]
    [InlineData("http://panel.example.com", ExitCode.Refused)]
    [InlineData("http://127.0.0.1.example.com", ExitCode.Refused)]
    [InlineData("ftp://127.0.0.1", ExitCode.WrongUsage)]
    [InlineData("panel.example.com", ExitCode.WrongUsage)]
    [InlineData("/etc/passwd", ExitCode.WrongUsage)]
    public void Other_addresses_are_turned_away(string url, int exitCode) =>
        Assert.Equal(exitCode, Assert.Throws<AgentException>(() => Transport.Check(url, "--url", false, "https", "http")).ExitCode);
}
