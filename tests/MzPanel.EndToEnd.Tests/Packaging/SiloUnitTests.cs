using MzPanel.EndToEnd.Tests.Silos;
using MzPanel.Testing;

namespace MzPanel.EndToEnd.Tests.Packaging;

public sealed class SiloUnitTests
{
    private static readonly string Unit = File.ReadAllText(Path.Combine(Programs.Root, "packaging/mzpanel.service"));

    [Theory, InlineData("Restart=always"), InlineData("TimeoutStopSec=35"), InlineData("StartLimitIntervalSec=0"), InlineData("User=mzpanel"), InlineData("ProtectSystem=strict")]
    public void Brings_the_silo_back_gives_it_time_to_drain_and_no_rights(string line) => Assert.Contains(line, Unit.Split('\n'));

    [Fact]
    public async Task Systemd_has_nothing_to_say_against_the_unit()
    {
        using var directory = new TempDirectory();
        var unit = Path.Combine(directory.Path, "mzpanel.service");
        await File.WriteAllTextAsync(unit, Unit.Replace("/opt/mzpanel/MzPanel.Silo", Programs.Silo, StringComparison.Ordinal));
        var (code, _, error) = await Programs.RunAsync("systemd-analyze", "verify", unit);
        Assert.Equal((0, ""), (code, error));
    }
}
