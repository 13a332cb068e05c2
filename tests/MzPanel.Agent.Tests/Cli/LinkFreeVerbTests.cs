using MzPanel.Agent.Tests.Sandboxes;

namespace MzPanel.Agent.Tests.Cli;

public sealed class LinkFreeVerbTests : IDisposable
{
    private readonly Sandbox sandbox = new();

    public void Dispose() => sandbox.Dispose();

    [Fact]
    public async Task A_program_follows_no_link_within_the_folders_and_those_elsewhere_as_ever()
    {
        var (of, elsewhere) = (Path.GetDirectoryName(sandbox.Put("/home/site/index", ""))!, sandbox.Put("/etc/page", "of root"));
        var other = Path.GetDirectoryName(sandbox.Put("/home/other/index", ""))!;
        var own = Directory.CreateDirectory(sandbox.Root.Resolve("/srv")).FullName;
        File.CreateSymbolicLink(of + "/page", elsewhere);
        File.CreateSymbolicLink(other + "/page", elsewhere);
        File.CreateSymbolicLink(own + "/page", sandbox.Put("/etc/other", "of root"));

        var run = await AgentProcess.RunAsync("link-free", "--in", other, of, "--", "/bin/sh", "-c",
            $"echo plain >{of}/index; echo moved >{own}/page; echo led >{of}/page; echo led >{other}/page; echo $1; cat '{of}/page' -v", "sh", "--in=a");

        Assert.NotEqual(0, run.ExitCode);
        Assert.Equal("--in=a\n", run.Stdout);
        Assert.DoesNotContain("cannot be kept", run.Stderr, StringComparison.Ordinal);
        Assert.Equal(("plain\n", "moved\n", "of root"), (File.ReadAllText(of + "/index"), File.ReadAllText(own + "/page"), File.ReadAllText(elsewhere)));
        Assert.Equal("of root", File.ReadAllText(of + "/page"));
    }
}
