using MzPanel.Protocol.Commands;

namespace MzPanel.Protocol.Tests.Commands;

public sealed class ShellRunTests
{
    [Theory]
    [InlineData("""{"command":"true"}""")]
    [InlineData("""{"command":"a\n\tb\r\n","user":"www-data","cwd":"/srv/ä b","env":{"A_1":"","_B":"x\ny"},"dry_run":true}""")]
    public void A_command_line_with_its_surroundings_is_accepted(string args) => Assert.Empty(Check(args));

    [Theory]
    [InlineData("""{}""", "args.command"), InlineData("""{"command":""}""", "args.command"), InlineData("""{"command":["ls"]}""", "args.command")]
    [InlineData("""{"command":"a\u0000b"}""", "args.command"), InlineData("""{"command":"\u001b"}""", "args.command")]
    [InlineData("""{"command":"x","user":"Root"}""", "args.user"), InlineData("""{"command":"x","user":"-c"}""", "args.user")]
    [InlineData("""{"command":"x","user":"root\n"}""", "args.user"), InlineData("""{"command":"x","user":"a b"}""", "args.user")]
    [InlineData("""{"command":"x","user":"abcdefghijklmnopqrstuvwxyzabcdefg"}""", "args.user"), InlineData("""{"command":"x","user":0}""", "args.user")]
    [InlineData("""{"command":"x","cwd":"srv"}""", "args.cwd"), InlineData("""{"command":"x","cwd":""}""", "args.cwd")]
    [InlineData("""{"command":"x","cwd":"/srv\n"}""", "args.cwd"), InlineData("""{"command":"x","cwd":"\n/srv"}""", "args.cwd")]
    [InlineData("""{"command":"x","env":{"1A":"x"}}""", "args.env"), InlineData("""{"command":"x","env":{"A=B":"x"}}""", "args.env")]
    [InlineData("""{"command":"x","env":{"A\n":"x"}}""", "args.env"), InlineData("""{"command":"x","env":{"A":"\u0000"}}""", "args.env")]
    [InlineData("""{"command":"x","env":["A=1"]}""", "args.env"), InlineData("""{"command":"x","dry_run":"yes"}""", "args.dry_run")]
    [InlineData("""{"command":"x","args":[]}""", "args.args"), InlineData("""{"command":"x","Command":"y"}""", "args.Command")]
    public void What_does_not_fit_is_named(string args, string field) => Assert.Equal([field], Check(args).Keys);

    [Fact]
    public void A_command_line_ends_at_8_KiB_of_bytes()
    {
        Assert.Empty(ShellRun.Kind.Args.Check(Args.Text("command", new string('x', 8 * 1024))));
        Assert.Empty(ShellRun.Kind.Args.Check(Args.Text("command", new string('ä', 4 * 1024))));
        Assert.NotEmpty(ShellRun.Kind.Args.Check(Args.Text("command", new string('x', (8 * 1024) + 1))));
        Assert.NotEmpty(ShellRun.Kind.Args.Check(Args.Text("command", new string('ä', (4 * 1024) + 1))));
    }

    [Fact]
    public void Only_the_environment_is_secret() => Assert.Equal(["env"], ShellRun.Kind.Args.Fields.Where(f => f.Secret).Select(f => f.Name));

    private static IReadOnlyDictionary<string, string[]> Check(string args) => ShellRun.Kind.Args.Check(Args.Of(args));
}
