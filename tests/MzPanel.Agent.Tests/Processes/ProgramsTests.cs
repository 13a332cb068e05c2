using MzPanel.Agent.Commands;
using MzPanel.Agent.Processes;
using MzPanel.Agent.Tests.Commands;

namespace MzPanel.Agent.Tests.Processes;

public sealed class ProgramsTests
{
    [Theory, InlineData(3, "one\ntwo\nthree\n"), InlineData(null, "one\nthree\n")]
    public async Task A_further_descriptor_leads_to_standard_output_where_it_is_asked_for(int? further, string said)
    {
        using var stop = new StopRequest(TimeProvider.System);
        var log = new MemoryLog();

        var code = await new Programs(stop).RunAsync(
            new ProgramCall("sh", ["-c", "echo one; (echo two >&3) 2>/dev/null; echo three"], AlsoStdout: further), log, TestContext.Current.CancellationToken);

        Assert.Equal((0, said), (code, string.Concat(log.Lines.Select(line => line.Text))));
    }
}
