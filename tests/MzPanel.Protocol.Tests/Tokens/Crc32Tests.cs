using System.Text;
using MzPanel.Protocol.Tokens;

namespace MzPanel.Protocol.Tests.Tokens;

public sealed class Crc32Tests
{
    [Theory]
    [InlineData("123456789", 0xCBF43926)]
    [InlineData("", 0x00000000)]
    [InlineData("a", 0xE8B7BE43)]
    [InlineData("The quick brown fox jumps over the lazy dog", 0x414FA339)]
    public void The_checksum_is_that_of_IEEE_802_3(string text, uint expected) => Assert.Equal(expected, Crc32.Of(Encoding.ASCII.GetBytes(text)));
}
