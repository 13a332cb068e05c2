using System.Reflection;
using MzPanel.Protocol.Agents;
using MzPanel.Protocol.Envelopes;
using MzPanel.Protocol.Jobs;
using MzPanel.Protocol.License;
using MzPanel.Protocol.Logs;

namespace MzPanel.Protocol.Tests;

/// <summary>Words and numbers of agent-protocol.md that foreign agents have built in: they never change.</summary>
public sealed class ContractTests
{
    [Fact]
    public void The_message_types_are_those_of_the_contract() => Assert.Equal(
        [
            "ack", "cancel", "cmd", "cmd_ack", "error", "event", "goaway", "heartbeat", "hello", "job_done", "keys", "log", "log_ack",
            "token_rotate", "welcome",
        ], Words(typeof(MessageType)));

    [Fact]
    public void The_refusals_of_a_command_are_those_of_the_contract() => Assert.Equal(
        ["bad_args", "bad_signature", "busy", "expired", "policy_denied", "unknown_kind"], Words(typeof(Nack)));

    [Fact]
    public void The_outcomes_verdicts_streams_and_states_are_those_of_the_contract()
    {
        Assert.Equal(["cancelled", "exited", "interrupted", "timed_out"], Words(typeof(JobOutcome)));
        Assert.Equal(["continue", "forget", "stop"], Words(typeof(Resume)));
        Assert.Equal(["stderr", "stdout"], Words(typeof(LogLine)));
        Assert.Equal(["done", "running"], Words(typeof(HelloJob)));
        Assert.Equal(["unknown_type"], Words(typeof(ErrorNotice)));
    }

    [Fact]
    public void The_features_and_signature_types_are_those_of_the_contract()
    {
        Assert.Equal(["cancel", "journal", "log_ack", "signed_cmd"], Words(typeof(AgentFeature)));
        Assert.Equal(["mz-cmd+jwt", "mz-keys+jwt", "mz-license+jwt", "mz-update+jwt"], Words(typeof(Jws)));
    }

    [Fact]
    public void The_close_codes_are_those_of_the_contract() => Assert.Equal(
        [1001, 1003, 1009, 1012, 4400, 4401, 4408, 4409, 4429], Constants(typeof(CloseCode)).Cast<int>().Order());

    [Fact]
    public void The_limits_are_those_of_the_contract() => Assert.Equal(
        (1, 65536, 1048576, 8192, 16384, 32768, 9007199254740991, 10, 15),
        (ProtocolLimits.Version, ProtocolLimits.MessageBytes, ProtocolLimits.LogWindowBytes, ProtocolLimits.LinePieceBytes, ProtocolLimits.ArgsBytes,
            ProtocolLimits.ResultBytes, ProtocolLimits.MaxEpoch, ProtocolLimits.HelloSeconds, ProtocolLimits.PingSeconds));

    private static IEnumerable<string> Words(Type type) => Constants(type).OfType<string>().Order(StringComparer.Ordinal);

    private static IEnumerable<object?> Constants(Type type) =>
        type.GetFields(BindingFlags.Public | BindingFlags.Static).Where(f => f.IsLiteral).Select(f => f.GetRawConstantValue());
}
