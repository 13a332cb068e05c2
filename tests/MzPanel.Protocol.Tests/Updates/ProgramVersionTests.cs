using MzPanel.Protocol.Updates;

namespace MzPanel.Protocol.Tests.Updates;

public sealed class ProgramVersionTests
{
    [Theory]
    [InlineData("0.1.0", "0.1.0", 0)]
    [InlineData("0.10.0", "0.9.9", 1)]
    [InlineData("1.0.0-rc1", "1.0.0", -1)]
    [InlineData("1.0.0-rc2", "1.0.0-rc1", 1)]
    [InlineData("1.0.0+abc", "1.0.0", 0)]
    [InlineData("nonsense", "0.0.1", -1)]
    public void The_newer_version_is_told_by_numbers_and_a_release_is_newer_than_what_came_before_it(string one, string other, int expected)
    {
        Assert.Equal(expected, Math.Sign(ProgramVersion.Compare(one, other)));
        Assert.Equal(-expected, Math.Sign(ProgramVersion.Compare(other, one)));
    }

    [Theory]
    [InlineData("0.1.0", true)]
    [InlineData("1.2.3-rc1+abc", true)]
    [InlineData("1", false)]
    [InlineData("", false)]
    [InlineData("v1.0", false)]
    public void Whatever_has_no_numbers_is_no_version(string text, bool valid) => Assert.Equal(valid, ProgramVersion.IsValid(text));
}
