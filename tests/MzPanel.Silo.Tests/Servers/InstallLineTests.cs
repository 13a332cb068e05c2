using MzPanel.Silo.Servers;

namespace MzPanel.Silo.Tests.Servers;

public sealed class InstallLineTests
{
    [Theory]
    [InlineData("https://panel.example.org", "MZ_INSTALL_TOKEN=mzp_ins_x mzagent register --url https://panel.example.org --pin THUMB-print_1")]
    [InlineData("http://127.0.0.1:5080", "MZ_INSTALL_TOKEN=mzp_ins_x mzagent register --url http://127.0.0.1:5080 --pin THUMB-print_1")]
    [InlineData("http://10.0.0.7:5080", "MZ_INSTALL_TOKEN=mzp_ins_x mzagent register --url http://10.0.0.7:5080 --pin THUMB-print_1 --insecure")]
    [InlineData("https://panel.example.org/a(b)", "MZ_INSTALL_TOKEN=mzp_ins_x mzagent register --url 'https://panel.example.org/a(b)' --pin THUMB-print_1")]
    public void The_line_carries_the_token_by_environment_and_the_pin(string url, string line) =>
        Assert.Equal(line, InstallLine.Of(new Uri(url), "mzp_ins_x", "THUMB-print_1"));
}
