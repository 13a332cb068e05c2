using MzPanel.Agent.Config;
using MzPanel.Agent.Tests.Sandboxes;
using MzPanel.Protocol.Commands;

namespace MzPanel.Agent.Tests.Config;

public sealed class LocalPolicyTests : IDisposable
{
    private static readonly CommandKind PackageUpgrade =
        new("package.upgrade", Lane.Mutating, true, CommandKind.Run, 60, "", ArgsSchema.None);

    private readonly Sandbox sandbox = new();

    [Theory]
    [InlineData("""{"allow_shell": true}""", true)]
    [InlineData("""{"allow_shell": "true"}""", false)]
    [InlineData("""{"allow_shell": 1}""", false)]
    [InlineData("""{"Allow_Shell": true}""", false)]
    [InlineData("""{"allow_shell": true""", false)]
    [InlineData("""[true]""", false)]
    [InlineData("", false)]
    public void Only_the_literal_true_allows_the_shell(string policy, bool allowed)
    {
        sandbox.Put("/etc/mzagent/policy.json", policy);

        Assert.Equal(allowed, LocalPolicy.Read(sandbox.Root).Denies(ShellRun.Kind, sandbox.Root) is null);
    }

    [Fact]
    public void A_server_without_a_policy_denies_the_shell() =>
        Assert.NotNull(LocalPolicy.Read(sandbox.Root).Denies(ShellRun.Kind, sandbox.Root));

    [Fact]
    public void A_sandbox_denies_what_changes_the_server_around_it()
    {
        Assert.NotNull(LocalPolicy.Strict.Denies(PackageUpgrade, sandbox.Root));
        Assert.Null(LocalPolicy.Strict.Denies(PackageUpgrade, new AgentRoot("/")));
        Assert.Null(LocalPolicy.Strict.Denies(PackageList.Kind, sandbox.Root));
        Assert.Null(new LocalPolicy(false, AllowHost: true).Denies(PackageUpgrade, sandbox.Root));
    }

    public void Dispose() => sandbox.Dispose();
}

public sealed class AgentRootTests
{
    [Theory]
    [InlineData("/srv/box", "/etc/mz", "/srv/box/etc/mz")]
    [InlineData("/srv/box/", "/../../etc/shadow", "/srv/box/etc/shadow")]
    [InlineData("/srv/box", "/", "/srv/box/")]
    [InlineData("/", "/etc/mz", "/etc/mz")]
    public void Paths_stay_beneath_the_root(string root, string path, string expected) =>
        Assert.Equal(expected, new AgentRoot(root).Resolve(path));
}
