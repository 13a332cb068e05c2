using System.Text.Json;
using System.Text.Json.Nodes;

namespace MzPanel.Protocol.Tests.Enrollment;

public sealed class RegistrationTests
{
    private const string Request = """
        { "install_token": "mzp_ins_x", "exchange_nonce": "0123456789abcdef", "hostname": "web-1", "os": "debian", "os_version": "12",
          "arch": "amd64", "agent_version": "0.1.0", "seal_key": { "kty": "EC", "crv": "P-256", "x": "a", "y": "b" } }
        """;

    private const string Reply = """
        { "server_id": "srv_1", "agent_token": "mzp_agt_x", "connect_url": "wss://panel.example/v1/agent",
          "keys_url": "https://panel.example/.well-known/jwks.json" }
        """;

    [Fact]
    public void The_request_is_that_of_the_contract()
    {
        var read = JsonSerializer.Deserialize(Request, ProtocolJson.Default.RegisterRequest);
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(Request), JsonSerializer.SerializeToNode(read, ProtocolJson.Default.RegisterRequest)));
    }

    [Fact]
    public void The_reply_is_that_of_the_contract()
    {
        var read = JsonSerializer.Deserialize(Reply, ProtocolJson.Default.RegisterReply);
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(Reply), JsonSerializer.SerializeToNode(read, ProtocolJson.Default.RegisterReply)));
    }

    [Fact]
    public void Agents_of_other_versions_may_say_more_and_less()
    {
        var read = JsonSerializer.Deserialize("""{"hostname":"web-1","shoe_size":[42],"os":null}""", ProtocolJson.Default.RegisterRequest)!;
        Assert.Equal(("web-1", null, null), (read.Hostname, read.InstallToken, read.Os));
    }

    [Theory, InlineData("server_id"), InlineData("agent_token"), InlineData("connect_url"), InlineData("keys_url")]
    public void A_reply_without_a_member_is_refused(string member)
    {
        var reply = JsonNode.Parse(Reply)!.AsObject();
        reply.Remove(member);
        Assert.Throws<JsonException>(() => reply.Deserialize(ProtocolJson.Default.RegisterReply));
    }

    [Fact]
    public void A_repeated_key_is_refused() => Assert.Throws<JsonException>(() =>
        JsonSerializer.Deserialize("""{"hostname":"a","host\u006eame":"b"}""", ProtocolJson.Default.RegisterRequest));
}
