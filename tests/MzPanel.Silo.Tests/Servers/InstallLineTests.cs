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
        Assert.Equal(line, InstallLine.Of(new Uri(url), "mzp_ins_x", "THUMB-print_1", []));

    [Theory]
    [InlineData("https://panel.example.org", "curl -fsSL https://panel.example.org/install.sh | MZ_INSTALL_TOKEN=mzp_ins_x sh -s -- --url https://panel.example.org --pin THUMB-print_1 --sha256-arm64 ab12")]
    [InlineData("http://127.0.0.1:5080", "curl -fsSL http://127.0.0.1:5080/install.sh | MZ_INSTALL_TOKEN=mzp_ins_x sh -s -- --url http://127.0.0.1:5080 --pin THUMB-print_1 --sha256-arm64 ab12")]
    [InlineData("http://10.0.0.7:5080", "curl -fsSL http://10.0.0.7:5080/install.sh | MZ_INSTALL_TOKEN=mzp_ins_x sh -s -- --url http://10.0.0.7:5080 --pin THUMB-print_1 --insecure --sha256-arm64 ab12")]
    [InlineData("https://panel.example.org/$(id)", "curl -fsSL 'https://panel.example.org/$(id)/install.sh' | MZ_INSTALL_TOKEN=mzp_ins_x sh -s -- --url 'https://panel.example.org/$(id)' --pin THUMB-print_1 --sha256-arm64 ab12")]
    public void Where_there_is_a_program_to_download_the_line_does_and_names_its_sum(string url, string line) =>
        Assert.Equal(line, InstallLine.Of(new Uri(url), "mzp_ins_x", "THUMB-print_1", [new("arm64", "ab12")]));
}
