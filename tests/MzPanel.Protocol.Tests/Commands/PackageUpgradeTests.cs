using System.Text.Json;
using MzPanel.Protocol.Commands;

namespace MzPanel.Protocol.Tests.Commands;

public sealed class PackageUpgradeTests
{
    [Theory, InlineData("nginx"), InlineData("g++"), InlineData("libstdc++6"), InlineData("php8.4-fpm"), InlineData("libc6:i386"), InlineData("0ad")]
    public void A_package_name_is_accepted(string name) => Assert.Empty(Check(name));

    // apt reads a trailing - as "remove", = and / as versions, and a name it does not know as a pattern.
    [Theory]
    [InlineData(""), InlineData("a"), InlineData("nginx-"), InlineData("nginx=1.0"), InlineData("nginx/stable"), InlineData("-y"), InlineData("--purge"), InlineData("lib.*")]
    [InlineData("^nginx"), InlineData("nginx$"), InlineData("./x.deb"), InlineData("~nginx"), InlineData("?name(x)"), InlineData("a b"), InlineData("nginx\n"), InlineData("nginx\0")]
    [InlineData("Nginx"), InlineData("nginx:"), InlineData("nginx:any-"), InlineData("task^"), InlineData("libx.")]
    public void What_apt_could_read_as_something_else_is_refused(string name) => Assert.Equal(["args.names"], Check(name).Keys);

    private static IReadOnlyDictionary<string, string[]> Check(string name) =>
        PackageUpgrade.Kind.Args.Check(JsonSerializer.SerializeToElement(new { names = new[] { name } }));
}
