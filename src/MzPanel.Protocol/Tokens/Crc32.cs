namespace MzPanel.Protocol.Tokens;

/// <summary>CRC-32 of IEEE 802.3: polynomial 0xEDB88320 reflected, initial value and final xor 0xFFFFFFFF.</summary>
public static class Crc32
{
    /// <summary>Checksum of the bytes.</summary>
    public static uint Of(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var b in bytes)
        {
            crc ^= b;
            for (var bit = 0; bit < 8; bit++)
                crc = (crc >> 1) ^ (0xEDB88320u & (uint)-(int)(crc & 1));
        }
        return ~crc;
    }
}
