using MzPanel.Protocol.Commands;
using MzPanel.Silo.Backups;

namespace MzPanel.Silo.Tests.Backups;

public sealed class SealedBoxTests
{
    private const string Epk = """{"kty":"EC","crv":"P-256","x":"weNJy2HscCSM6AEDTDg04biOvhFhyyWvOHQfeF_PxMQ","y":"e8lnCO-AlStT-NJVX-crhB7QRYhiix03illJOVAOyck"}""";

    [Fact]
    public void A_box_as_a_browser_seals_it_is_taken() => Assert.Null(SealedBox.Fault(BackupRig.Box()));

    [Fact]
    public void The_box_of_the_standard_itself_is_taken() =>
        Assert.Null(SealedBox.Fault(BackupRig.Box($$"""{"alg":"ECDH-ES","enc":"A256GCM","apu":"QWxpY2U","apv":"Qm9i","epk":{{Epk}}}""")));

    [Theory]
    [InlineData("""{"alg":"dir","enc":"A256GCM","epk":EPK}""")]
    [InlineData("""{"alg":"ECDH-ES+A256KW","enc":"A256GCM","epk":EPK}""")]
    [InlineData("""{"alg":"ECDH-ES","enc":"A128GCM","epk":EPK}""")]
    [InlineData("""{"alg":"ECDH-ES","enc":"A256GCM"}""")]
    [InlineData("""{"alg":"ECDH-ES","enc":"A256GCM","epk":{"kty":"EC","crv":"P-256"}}""")]
    [InlineData("""{"alg":"ECDH-ES","enc":"A256GCM","epk":{"kty":"EC","crv":"P-256","x":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA","y":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"}}""")]
    [InlineData("""{"alg":"ECDH-ES","enc":"A256GCM","epk":EPK,"zip":"DEF"}""")]
    [InlineData("""{"alg":"ECDH-ES","enc":"A256GCM","epk":EPK,"crit":["b64"]}""")]
    [InlineData("""{"alg":"ECDH-ES","enc":"A256GCM","epk":EPK,"password":"plain"}""")]
    [InlineData("""{"alg":"ECDH-ES","alg":"ECDH-ES","enc":"A256GCM","epk":EPK}""")]
    [InlineData("[]")]
    [InlineData("not json")]
    public void A_header_that_no_server_takes_is_refused(string header) =>
        Assert.NotNull(SealedBox.Fault(BackupRig.Box(header.Replace("EPK", Epk, StringComparison.Ordinal))));

    [Fact]
    public void A_private_key_in_the_header_is_refused() =>
        Assert.NotNull(SealedBox.Fault(BackupRig.Box($$"""{"alg":"ECDH-ES","enc":"A256GCM","epk":{{Epk.Replace("}", ",\"d\":\"AAAA\"}", StringComparison.Ordinal)}}}""")));

    [Fact]
    public void Whatever_is_no_box_of_five_parts_is_refused_and_never_said_again()
    {
        var parts = BackupRig.Box().Split('.');
        string[] wrong =
        [
            "", "hunter2", "a.b.c", string.Join('.', parts[..4]), $"{parts[0]}.x.{parts[2]}.{parts[3]}.{parts[4]}", $"{parts[0]}..AAAA.{parts[3]}.{parts[4]}",
            $"{parts[0]}..{parts[2]}..{parts[4]}", $"{parts[0]}..{parts[2]}.{parts[3]}.AAAA", $"{parts[0]}..{parts[2]}.{parts[3]}=.{parts[4]}",
            $"{parts[0]}..{parts[2]}.{parts[3]} .{parts[4]}", BackupRig.Box(bytes: BackupDestination.LongestSealed),
        ];
        Assert.All(wrong, box => Assert.DoesNotContain("hunter2", SealedBox.Fault(box) ?? throw new InvalidOperationException($"'{box}' was taken."), StringComparison.Ordinal));
    }
}
