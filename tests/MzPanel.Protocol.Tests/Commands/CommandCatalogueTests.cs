using MzPanel.Protocol.Commands;

namespace MzPanel.Protocol.Tests.Commands;

public sealed class CommandCatalogueTests
{
    public static TheoryData<string> Kinds => [.. CommandCatalogue.All.Select(k => k.Name)];

    // commands.md: lane, "id", and who may ask.
    [Theory]
    [InlineData("system.info", Lane.ReadOnly, true, CommandKind.Run)]
    [InlineData("shell.run", Lane.Mutating, false, CommandKind.Shell)]
    [InlineData("service.list", Lane.ReadOnly, true, CommandKind.Run)]
    [InlineData("service.status", Lane.ReadOnly, true, CommandKind.Run)]
    [InlineData("service.logs", Lane.ReadOnly, true, CommandKind.Run)]
    [InlineData("package.list", Lane.ReadOnly, true, CommandKind.Run)]
    [InlineData("service.start", Lane.Mutating, true, CommandKind.Run)]
    [InlineData("service.stop", Lane.Mutating, true, CommandKind.Run)]
    [InlineData("service.restart", Lane.Mutating, true, CommandKind.Run)]
    [InlineData("service.reload", Lane.Mutating, true, CommandKind.Run)]
    [InlineData("package.refresh", Lane.Mutating, true, CommandKind.Run)]
    [InlineData("package.upgrade", Lane.Mutating, true, CommandKind.Run)]
    [InlineData("database.create", Lane.Mutating, true, CommandKind.Run)]
    [InlineData("database.drop", Lane.Mutating, true, CommandKind.Run)]
    [InlineData("database.dump", Lane.Mutating, true, CommandKind.Run)]
    [InlineData("database.restore", Lane.Mutating, true, CommandKind.Run)]
    [InlineData("database.users", Lane.ReadOnly, true, CommandKind.Run)]
    [InlineData("database.user.create", Lane.Mutating, true, CommandKind.Run)]
    [InlineData("database.user.password", Lane.Mutating, true, CommandKind.Run)]
    [InlineData("database.user.drop", Lane.Mutating, true, CommandKind.Run)]
    [InlineData("database.grant", Lane.Mutating, true, CommandKind.Run)]
    [InlineData("database.revoke", Lane.Mutating, true, CommandKind.Run)]
    [InlineData("cron.set", Lane.Mutating, true, CommandKind.UseSites)]
    [InlineData("cron.shell", Lane.Mutating, true, CommandKind.Shell)]
    [InlineData("cron.delete", Lane.Mutating, true, CommandKind.Run)]
    [InlineData("cron.shell.delete", Lane.Mutating, true, CommandKind.Shell)]
    [InlineData("firewall.allow", Lane.Mutating, true, CommandKind.Run)]
    [InlineData("firewall.deny", Lane.Mutating, true, CommandKind.Run)]
    [InlineData("firewall.limit", Lane.Mutating, true, CommandKind.Run)]
    [InlineData("firewall.remove", Lane.Mutating, true, CommandKind.Run)]
    [InlineData("firewall.policy", Lane.Mutating, true, CommandKind.Run)]
    [InlineData("php.list", Lane.ReadOnly, true, CommandKind.Run)]
    [InlineData("php.install", Lane.Mutating, true, CommandKind.Run)]
    [InlineData("docker.list", Lane.ReadOnly, true, CommandKind.Shell)]
    [InlineData("docker.up", Lane.Mutating, true, CommandKind.Shell)]
    [InlineData("docker.down", Lane.Mutating, true, CommandKind.Shell)]
    [InlineData("docker.logs", Lane.ReadOnly, true, CommandKind.Shell)]
    [InlineData("docker.pull", Lane.Mutating, true, CommandKind.Shell)]
    [InlineData("site.create", Lane.Mutating, true, CommandKind.ManageSites)]
    [InlineData("site.delete", Lane.Mutating, true, CommandKind.ManageSites)]
    [InlineData("site.update", Lane.Mutating, true, CommandKind.UseSites)]
    [InlineData("site.ssl", Lane.Mutating, true, CommandKind.UseSites)]
    [InlineData("site.enable", Lane.Mutating, true, CommandKind.UseSites)]
    [InlineData("site.disable", Lane.Mutating, true, CommandKind.UseSites)]
    [InlineData("site.list", Lane.ReadOnly, true, CommandKind.Run)]
    [InlineData("backup.run", Lane.Mutating, true, CommandKind.Run)]
    [InlineData("backup.restore", Lane.Mutating, true, CommandKind.Run)]
    [InlineData("backup.check", Lane.Mutating, true, CommandKind.Run)]
    [InlineData("backup.list", Lane.ReadOnly, true, CommandKind.Run)]
    [InlineData("backup.forget", Lane.Mutating, true, CommandKind.Run)]
    public void A_kind_has_the_lane_and_the_capability_of_the_contract(string name, Lane lane, bool idempotent, string capability)
    {
        var kind = CommandCatalogue.Find(name)!;
        Assert.Equal((lane, idempotent, capability), (kind.Lane, kind.Idempotent, kind.Capability));
    }

    [Theory, MemberData(nameof(Kinds))]
    public void A_kind_is_well_formed(string name)
    {
        var kind = CommandCatalogue.Find(name)!;
        Assert.Matches(@"^[a-z]+(\.[a-z]+){1,2}\z", kind.Name);
        Assert.Same(kind, CommandCatalogue.All.Single(k => k.Name == name));
        Assert.InRange(kind.TimeoutS, 1, 86_400);
        Assert.NotEmpty(kind.Description);
        Assert.All(kind.Args.Fields, f => Assert.Matches(@"^[a-z]+(_[a-z]+)*\z", f.Name));
        Assert.Distinct(kind.Args.Fields.Select(f => f.Name));
    }

    [Theory, MemberData(nameof(Kinds))]
    public void Every_mutating_kind_and_no_other_takes_dry_run(string name)
    {
        var kind = CommandCatalogue.Find(name)!;
        Assert.Equal(kind.Lane == Lane.Mutating, kind.Args.Fields.Any(f => f is FlagArg { Name: "dry_run", Required: false }));
    }

    [Theory, MemberData(nameof(Kinds))]
    public void A_kind_that_changes_something_says_what_and_how_it_is_undone(string name)
    {
        var kind = CommandCatalogue.Find(name)!;
        Assert.Equal(kind.Lane == Lane.Mutating, !string.IsNullOrEmpty(kind.Changes));
        Assert.Equal(kind.Lane == Lane.Mutating, !string.IsNullOrEmpty(kind.Undone));
    }

    [Theory, MemberData(nameof(Kinds))]
    public void An_argument_that_no_kind_knows_is_named(string name) =>
        Assert.Contains("args.x", CommandCatalogue.Find(name)!.Args.Check(Args.Of("""{"x":1}""")).Keys);

    [Theory, InlineData("shell.Run"), InlineData(""), InlineData("acme.backup"), InlineData("shell.run ")]
    public void Another_name_is_no_kind_of_ours(string name) => Assert.Null(CommandCatalogue.Find(name));
}
