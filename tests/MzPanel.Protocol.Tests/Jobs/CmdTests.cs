using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using MzPanel.Protocol.Envelopes;
using MzPanel.Protocol.Jobs;
using MzPanel.Protocol.License;

namespace MzPanel.Protocol.Tests.Jobs;

public sealed class CmdTests
{
    // The arguments travel twice: beside the signature, and inside it as base64url of base64url's source.
    [Theory, InlineData("é", 2), InlineData("x", 1), InlineData("\\u0001", 6)]
    public void The_largest_command_fits_one_message_signature_included(string letter, int bytes)
    {
        var text = new StringBuilder().Insert(0, letter, (ProtocolLimits.ArgsBytes - "{\"a\":\"\"}".Length) / bytes);
        var args = JsonDocument.Parse($$"""{"a":"{{text}}"}""").RootElement;
        var id = new string('i', 64);
        var claims = new CmdClaims { ServerId = id, CmdId = id, JobId = id, Attempt = 1, Kind = id, Args = args, TimeoutS = int.MaxValue, Exp = long.MaxValue };
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var cmd = new Cmd
        {
            JobId = id, Attempt = 1, Epoch = ProtocolLimits.MaxEpoch, Kind = id, Args = args, TimeoutS = int.MaxValue, ExpiresAt = long.MaxValue,
            Jws = Jws.Sign(claims, ProtocolJson.Default.CmdClaims, Jws.CommandType, key, Jwk.Of(key).Kid!),
        };
        var frame = EnvelopeWriter.Write(id, long.MaxValue, MessageType.Cmd, null, cmd, ProtocolJson.Default.Cmd);
        Assert.InRange(frame.Length, ProtocolLimits.ArgsBytes * 2, ProtocolLimits.MessageBytes);
        Assert.True(EnvelopeReader.TryRead(frame, out var envelope, out _));
        envelope.Dispose();
    }
}
