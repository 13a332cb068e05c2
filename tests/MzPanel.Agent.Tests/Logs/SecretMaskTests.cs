using System.Text;
using System.Text.Json;
using MzPanel.Agent.Logs;
using MzPanel.Protocol.Commands;

namespace MzPanel.Agent.Tests.Logs;

public class SecretMaskTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(1000)]
    public void Values_of_secret_arguments_are_masked_however_the_reads_fall(int chunk)
    {
        var args = JsonDocument.Parse("""{"command":"visible","env":{"A":"hunter22","B":"first line\nsecond line"}}""").RootElement;
        Assert.Equal(["visible ***!", "***", "a ***", "hunter2"],
            Run(SecretMask.Of(ShellRun.Kind.Args, args), "visible hunter22!\nfirst line\na second line\nhunter2", chunk));
    }

    [Fact]
    public void Values_too_short_to_be_secrets_leave_the_log_readable() =>
        Assert.Equal(["1 of 10"], Run(new SecretMask(["1"]), "1 of 10\n", 100));

    [Fact]
    public void A_whole_text_is_masked_too() => Assert.Equal("x *** y", new SecretMask(["hunter2"]).Apply("x hunter2 y"));

    private static List<string> Run(SecretMask mask, string text, int chunk)
    {
        var lines = new List<string>();
        var stream = mask.Over(new LineSplitter((utf8, _) => lines.Add(Encoding.UTF8.GetString(utf8))));
        foreach (var part in Encoding.UTF8.GetBytes(text).Chunk(chunk))
            stream.Add(part);
        stream.End();
        return lines;
    }
}
