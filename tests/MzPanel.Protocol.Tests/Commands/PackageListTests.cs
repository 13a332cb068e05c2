using MzPanel.Protocol.Commands;

namespace MzPanel.Protocol.Tests.Commands;

public sealed class PackageListTests
{
    [Theory, InlineData("{}", true), InlineData("""{"upgradable":true}""", true), InlineData("""{"upgradable":false}""", true), InlineData("""{"upgradable":"yes"}""", false)]
    public void It_lists_all_packages_or_the_upgradable_ones(string args, bool good) =>
        Assert.Equal(good ? [] : ["args.upgradable"], PackageList.Kind.Args.Check(Args.Of(args)).Keys);

    [Fact]
    public void The_facts_of_a_server_take_no_arguments() =>
        Assert.Equal(["args.upgradable"], SystemInfo.Kind.Args.Check(Args.Of("""{"upgradable":true}""")).Keys);
}
