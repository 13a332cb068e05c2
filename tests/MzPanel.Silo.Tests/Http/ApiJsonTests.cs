using System.Text.Json;
using MzPanel.Protocol;
using MzPanel.Silo.Http;

namespace MzPanel.Silo.Tests.Http;

public sealed class ApiJsonTests
{
    [Fact]
    public void A_list_has_room_for_the_deepest_thing_that_an_agent_or_a_caller_may_say()
    {
        const int Deepest = ProtocolLimits.JsonDepth;
        using var said = JsonDocument.Parse(new string('[', Deepest) + new string(']', Deepest));

        var answer = ApiJson.Write(new { Data = new[] { new { Result = said.RootElement } } });

        Assert.Contains(said.RootElement.GetRawText(), answer, StringComparison.Ordinal);
    }
}
