using MzPanel.Agent.Sites;
using MzPanel.Agent.Tests.Sandboxes;

namespace MzPanel.Agent.Tests.Sites;

/// <summary>What was there before stays until nobody needs it any more.</summary>
public sealed class FileChangeTests : IDisposable
{
    private readonly Sandbox sandbox = new();

    public void Dispose() => sandbox.Dispose();

    [Fact]
    public void What_could_not_be_undone_is_undone_by_the_next_process()
    {
        var file = sandbox.Put("/etc/one.conf", "before");
        var change = new FileChange(sandbox.Root);
        change.Make([new WantedFile(file, "after")]);
        // A directory in its place: the way back is barred.
        File.Delete(file);
        Directory.CreateDirectory(file);
        Assert.ThrowsAny<Exception>(change.Undo);
        change.Settle();
        Directory.Delete(file);
        Assert.True(new FileChange(sandbox.Root).Recover());
        Assert.Equal("before", File.ReadAllText(file));
    }

    [Fact]
    public void A_change_that_is_neither_kept_nor_undone_is_undone_by_the_next_process()
    {
        var file = sandbox.Put("/etc/one.conf", "before");
        var change = new FileChange(sandbox.Root);
        change.Make([new WantedFile(file, "after")]);
        change.Settle();
        Assert.True(new FileChange(sandbox.Root).Recover());
        Assert.Equal("before", File.ReadAllText(file));
    }

    [Theory]
    [InlineData(true, "after")]
    [InlineData(false, "before")]
    public void Of_one_that_is_kept_or_undone_nothing_is_left_over(bool kept, string holds)
    {
        var file = sandbox.Put("/etc/one.conf", "before");
        var change = new FileChange(sandbox.Root);
        change.Make([new WantedFile(file, "after")]);
        if (kept)
            change.Keep();
        else
            change.Undo();
        change.Settle();
        Assert.Equal([file], Directory.GetFileSystemEntries(sandbox.Root.Resolve("/etc")));
        Assert.Equal(holds, File.ReadAllText(file));
        Assert.False(new FileChange(sandbox.Root).Recover());
    }
}
