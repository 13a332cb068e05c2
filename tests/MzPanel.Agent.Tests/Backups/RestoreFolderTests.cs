using MzPanel.Agent.Backups;
using MzPanel.Agent.Sites;
using MzPanel.Agent.Tests.Sandboxes;

namespace MzPanel.Agent.Tests.Backups;

/// <summary>Where a restore may write: nobody but root can put something in its way.</summary>
public sealed class RestoreFolderTests : IDisposable
{
    private const uint Other = 1234;
    private const UnixFileMode Open = SystemFile.ReadableDirectory;
    private const UnixFileMode Everybodys = Open | UnixFileMode.GroupWrite | UnixFileMode.OtherWrite;
    private readonly Sandbox sandbox = new();

    public void Dispose() => sandbox.Dispose();

    [Fact]
    public void A_folder_that_is_not_there_is_made_for_root_alone()
    {
        var folder = At("/srv/restored/here");
        Directory.CreateDirectory(At("/srv"));
        Assert.Equal(folder, RestoreFolder.Find(folder));
        Assert.False(Directory.Exists(At("/srv/restored")));
        RestoreFolder.Make(folder);
        Assert.Equal(SystemFile.OwnerDirectory, File.GetUnixFileMode(folder));
        File.WriteAllText(folder + "/page", "of an attempt before");
        RestoreFolder.Make(RestoreFolder.Find(folder));
    }

    [Theory, InlineData("/home"), InlineData("/home/site"), InlineData("/home/site/restored")]
    public void Nobody_else_owns_the_way_to_it_or_it(string owned)
    {
        Directory.CreateDirectory(At("/home/site/restored"));
        SystemFile.Own(At(owned), Other, Other);
        AssertRefused("/home/site/restored", owned);
    }

    [Theory, InlineData("/srv/open"), InlineData("/srv/open/restored")]
    public void Nobody_else_may_rename_what_is_on_the_way_to_it_or_write_in_it(string open)
    {
        Directory.CreateDirectory(At("/srv/open/restored"));
        File.SetUnixFileMode(At(open), Everybodys);
        AssertRefused("/srv/open/restored", open);
    }

    [Fact]
    public void Beneath_a_folder_like_tmp_it_is_ones_own_and_not_what_another_put_there()
    {
        Directory.CreateDirectory(At("/shared"));
        File.SetUnixFileMode(At("/shared"), Everybodys | UnixFileMode.StickyBit);
        AssertRefused("/shared", "/shared");
        RestoreFolder.Make(RestoreFolder.Find(At("/shared/mine")));
        Directory.CreateDirectory(At("/shared/theirs"));
        SystemFile.Own(At("/shared/theirs"), Other, Other);
        AssertRefused("/shared/theirs/restored", "/shared/theirs");
    }

    [Fact]
    public void Links_of_roots_own_are_followed_and_others_are_not()
    {
        Directory.CreateDirectory(At("/mnt/large"));
        Directory.CreateDirectory(At("/srv"));
        File.CreateSymbolicLink(At("/srv/moved"), "../mnt/large");
        Assert.Equal(At("/mnt/large/restored"), RestoreFolder.Find(At("/srv/moved/restored")));
        SystemFile.Own(At("/srv/moved"), Other, Other);
        AssertRefused("/srv/moved/restored", "/srv/moved");
        SystemFile.Own(At("/srv/moved"), 0, 0);
        SystemFile.Own(At("/mnt/large"), Other, Other);
        AssertRefused("/srv/moved/restored", "/mnt/large");
        File.CreateSymbolicLink(At("/srv/round"), "round");
        Assert.Throws<BackupException>(() => RestoreFolder.Find(At("/srv/round")));
    }

    [Fact]
    public void One_that_others_may_enter_is_closed_while_it_is_empty_and_refused_when_it_is_not()
    {
        Directory.CreateDirectory(At("/srv/restored"), Open);
        RestoreFolder.Make(RestoreFolder.Find(At("/srv/restored")));
        Assert.Equal(SystemFile.OwnerDirectory, File.GetUnixFileMode(At("/srv/restored")));
        sandbox.Put("/srv/page", "one");
        AssertRefused("/srv", "/srv");
        AssertRefused("/srv/page", "/srv/page");
    }

    private string At(string path) => sandbox.Root.Resolve(path);

    private void AssertRefused(string folder, string names)
    {
        var refused = Assert.Throws<BackupException>(() => RestoreFolder.Find(At(folder)));
        Assert.Equal("in_the_way", refused.Code);
        Assert.StartsWith(At(names) + " is ", refused.Message, StringComparison.Ordinal);
    }
}
