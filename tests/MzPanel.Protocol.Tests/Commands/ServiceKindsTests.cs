using MzPanel.Protocol.Commands;

namespace MzPanel.Protocol.Tests.Commands;

public sealed class ServiceKindsTests
{
    [Theory]
    [InlineData("nginx"), InlineData("nginx.service"), InlineData("getty@tty1"), InlineData("user@1000.service"), InlineData("dbus-org.freedesktop.login1")]
    [InlineData(@"systemd-fsck@dev-disk-by\x2duuid"), InlineData("_x:y")]
    public void A_service_name_is_accepted(string name)
    {
        Assert.Empty(ServiceStatus.Kind.Args.Check(Args.Text("name", name)));
        Assert.Empty(ServiceLogs.Kind.Args.Check(Args.Text("name", name)));
    }

    [Theory]
    [InlineData(""), InlineData("-x"), InlineData("--all"), InlineData("nginx\n"), InlineData("\nnginx"), InlineData("a b"), InlineData("a;b"), InlineData("a/b")]
    [InlineData("../x"), InlineData("a*"), InlineData("a\0"), InlineData("ä"), InlineData("$(id)")]
    public void What_is_no_service_name_is_refused(string name)
    {
        Assert.Equal(["args.name"], ServiceStatus.Kind.Args.Check(Args.Text("name", name)).Keys);
        Assert.Equal(["args.name"], ServiceLogs.Kind.Args.Check(Args.Text("name", name)).Keys);
    }

    [Theory, InlineData("1", true), InlineData("5000", true), InlineData("0", false), InlineData("5001", false), InlineData("\"5\"", false), InlineData("-1", false)]
    public void The_number_of_lines_is_1_to_5000(string lines, bool good) =>
        Assert.Equal(good ? [] : ["args.lines"], ServiceLogs.Kind.Args.Check(Args.Of($$"""{"name":"x","lines":{{lines}} }""")).Keys);

    [Fact]
    public void A_list_takes_nothing_and_a_status_needs_a_name()
    {
        Assert.Empty(ServiceList.Kind.Args.Check(Args.Of("{}")));
        Assert.Equal(["args.name"], ServiceStatus.Kind.Args.Check(Args.Of("{}")).Keys);
        Assert.Equal(["args.name"], ServiceLogs.Kind.Args.Check(Args.Of("{}")).Keys);
    }
}
