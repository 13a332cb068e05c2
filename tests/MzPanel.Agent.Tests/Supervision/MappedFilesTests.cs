using MzPanel.Agent.Supervision;

namespace MzPanel.Agent.Tests.Supervision;

public sealed class MappedFilesTests
{
    private const string Program = "/usr/local/bin/mzagent";

    [Fact]
    public void Lets_go_of_code_that_is_the_same_as_in_its_file() => Assert.Equal(
        [(0x1000, 0x2000u), (0x9000, 0x1000u)],
        MappedFiles.Untouched(
        [
            "1000-3000 r-xp 00000000 fe:00 7                          /usr/local/bin/mzagent", "Rss:  8 kB", "Anonymous:             0 kB", "VmFlags: rd ex mr mw me",
            "9000-a000 r--p 00000000 fe:00 7                          /usr/lib/libcrypto.so.3", "Anonymous:             0 kB",
        ], Program));

    [Theory]
    [InlineData("1000-3000 r--p 00000000 fe:00 7   /usr/local/bin/mzagent", 4)]
    [InlineData("1000-3000 rw-p 00000000 fe:00 7   /usr/local/bin/mzagent", 0)]
    [InlineData("1000-3000 r--s 00000000 fe:00 7   /usr/local/bin/mzagent", 0)]
    [InlineData("1000-3000 r--p 00000000 00:00 0", 0)]
    [InlineData("1000-3000 r-xp 00000000 00:00 0   [vdso]", 0)]
    public void Never_lets_go_of_what_no_file_would_bring_back(string mapping, int ownKb) =>
        Assert.Empty(MappedFiles.Untouched([mapping, "Rss:  8 kB", $"Anonymous:             {ownKb} kB"], Program));

    [Theory]
    [InlineData("/etc/ld.so.cache")]
    [InlineData("/usr/lib/locale/locale-archive")]
    public void Never_lets_go_of_what_may_be_unmapped_meanwhile(string file) =>
        Assert.Empty(MappedFiles.Untouched([$"1000-3000 r--p 00000000 fe:00 7   {file}", "Anonymous:             0 kB"], Program));

    [Fact]
    public void This_process_lives_on_without_its_pages()
    {
        Assert.NotEmpty(MappedFiles.Untouched(File.ReadLines("/proc/self/smaps"), Environment.ProcessPath));

        MappedFiles.Release();

        Assert.Equal("42", 42.ToString(System.Globalization.CultureInfo.InvariantCulture));
    }
}
