using System.Numerics;
using System.Reflection;
using System.Text;
using MzPanel.Protocol.Tokens;

namespace MzPanel.Protocol.Tests.Tokens;

public sealed class TokenTests
{
    private const string Base62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private const string Known = "mzp_agt_0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefg37cCQ0";

    private static readonly string[] Kinds = [.. typeof(TokenKind).GetFields(BindingFlags.Public | BindingFlags.Static).Select(f => (string)f.GetRawConstantValue()!)];

    public static TheoryData<string> AllKinds => [.. Kinds];

    [Fact]
    public void The_prefixes_are_those_of_the_contract() =>
        Assert.Equal(["mzp_agt_", "mzp_api_", "mzp_ins_", "mzp_inv_", "mzp_set_"], Kinds.Order(StringComparer.Ordinal));

    // Computed with another program (Python's zlib.crc32).
    [Theory]
    [InlineData(TokenKind.Install, "mzp_ins_00000000000000000000000000000000000000000002CZclj")]
    [InlineData(TokenKind.Agent, Known)]
    [InlineData(TokenKind.Agent, "mzp_agt_2h8SfnSU1QNqXkQAqoN5VUlbVZN33wqItW6ravg5cmt00fRWa")]
    [InlineData(TokenKind.Api, "mzp_api_zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz0UsatS")]
    [InlineData(TokenKind.Invitation, "mzp_inv_MzPanelMzPanelMzPanelMzPanelMzPanelMzPanelM1OTzwr")]
    [InlineData(TokenKind.Setup, "mzp_set_zyxwvutsrqponmlkjihgfedcbaZYXWVUTSRQPONMLKJ2zW1Ec")]
    public void Known_tokens_are_well_formed(string kind, string token)
    {
        Assert.True(Token.IsWellFormed(kind, token));
        Assert.Equal(token, Composed(kind, token.Substring(kind.Length, 43)));
    }

    [Theory, MemberData(nameof(AllKinds))]
    public void A_new_token_has_the_form_of_the_contract(string kind)
    {
        var token = Token.Create(kind);
        Assert.Matches($"^{kind}[0-9A-Za-z]{{49}}$", token);
        Assert.Equal(Composed(kind, token.Substring(kind.Length, 43)), token);
        Assert.True(Token.IsWellFormed(kind, token));
    }

    [Fact]
    public void Tokens_differ_and_use_every_digit()
    {
        var tokens = Enumerable.Range(0, 500).Select(_ => Token.Create(TokenKind.Agent)).ToHashSet();
        Assert.Equal(500, tokens.Count);
        Assert.Equal(Base62.Length, tokens.SelectMany(t => t[8..51]).Distinct().Count());
    }

    [Fact]
    public void Every_change_of_one_character_is_refused()
    {
        var others = Base62 + "-_+/= \0\n\u00e4\uff10\ud800";
        for (var at = 0; at < Known.Length; at++)
            foreach (var other in others.Where(c => c != Known[at]))
                Assert.False(Token.IsWellFormed(TokenKind.Agent, Known[..at] + other + Known[(at + 1)..]), $"'{other}' at {at}");
    }

    [Theory]
    [InlineData(null), InlineData(""), InlineData("mzp_agt_"), InlineData(" " + Known), InlineData(Known + " "), InlineData(Known + "\n"), InlineData(Known + "0")]
    [InlineData("Bearer " + Known), InlineData("MZP_AGT_0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefg37cCQ0")]
    public void Anything_else_is_refused(string? text)
    {
        Assert.False(Token.IsWellFormed(TokenKind.Agent, text));
        Assert.All(Enumerable.Range(0, Known.Length), length => Assert.False(Token.IsWellFormed(TokenKind.Agent, Known[..length])));
    }

    [Fact]
    public void Prefixes_do_not_mix() => Assert.All(Kinds, made => Assert.All(Kinds, asked =>
        Assert.Equal(made == asked, Token.IsWellFormed(asked, Token.Create(made)))));

    [Fact]
    public void What_is_stored_is_the_sha256_of_the_whole_token() => Assert.Equal(
        "0ad6ec82021740573355d9ebfa0e1f4bbe59ac9bc41fc0cef3f178187caae367", Convert.ToHexStringLower(Token.Hash(Known)));

    // Written anew from the contract page: base62 by big numbers, CRC-32 by a table.
    private static string Composed(string kind, string body)
    {
        BigInteger rest = TableCrc(Encoding.ASCII.GetBytes(body));
        var digits = "";
        for (; rest > 0; rest /= 62)
            digits = Base62[(int)(rest % 62)] + digits;
        return kind + body + digits.PadLeft(6, '0');
    }

    private static uint TableCrc(byte[] bytes)
    {
        var table = Enumerable.Range(0, 256).Select(n =>
        {
            var c = (uint)n;
            for (var k = 0; k < 8; k++)
                c = c % 2 == 1 ? 0xEDB88320 ^ (c >> 1) : c >> 1;
            return c;
        }).ToArray();
        return bytes.Aggregate(0xFFFFFFFF, (c, b) => table[(c ^ b) & 0xFF] ^ (c >> 8)) ^ 0xFFFFFFFF;
    }
}
