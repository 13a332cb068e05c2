using MzPanel.Agent.Sites;
using MzPanel.Agent.Tests.Sandboxes;

namespace MzPanel.Agent.Tests.Sites;

/// <summary>No site gets the number of one that was there before.</summary>
public sealed class UserNumbersTests : IDisposable
{
    private readonly Sandbox sandbox = new();

    public void Dispose() => sandbox.Dispose();

    [Fact]
    public void A_number_is_given_once_whoever_has_it_now()
    {
        Assert.Equal([200_000, 200_001, 200_002], new[] { Take(), Take(), Take() });
    }

    [Fact]
    public void A_number_that_somebody_has_is_passed_over()
    {
        sandbox.Put("/etc/passwd", "root:x:0:0::/:/bin/sh\nmz-a:x:200007:200007::/:/bin/sh\n");
        sandbox.Put("/etc/group", "mz-b:x:200009:\n");
        Assert.Equal(200_010, Take());
    }

    [Fact]
    public void A_record_that_cannot_be_read_or_is_used_up_gives_none()
    {
        foreach (var record in new[] { "", "nonsense", "300000" })
        {
            sandbox.Put("/etc/mz/next-user", record);
            Assert.Equal("user_failed", Assert.Throws<SiteException>(() => Take()).Code);
        }
    }

    private int Take() => new UserNumbers(sandbox.Root).Take();
}
