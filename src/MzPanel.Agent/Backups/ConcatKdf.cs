using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace MzPanel.Agent.Backups;

/// <summary>The key of a direct agreement (RFC 7518, section 4.6.2): one round of Concat KDF over SHA-256, enough for 256 bits.</summary>
internal static class ConcatKdf
{
    private const int LengthBytes = 4;
    private const int ByteBits = 8;

    public static byte[] Derive(ReadOnlySpan<byte> agreed, string algorithm, ReadOnlySpan<byte> partyU, ReadOnlySpan<byte> partyV, int bytes)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bytes, SHA256.HashSizeInBytes);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        AddNumber(hash, 1);
        hash.AppendData(agreed);
        AddWithLength(hash, Encoding.ASCII.GetBytes(algorithm));
        AddWithLength(hash, partyU);
        AddWithLength(hash, partyV);
        AddNumber(hash, bytes * ByteBits);
        return hash.GetHashAndReset()[..bytes];
    }

    private static void AddWithLength(IncrementalHash hash, ReadOnlySpan<byte> data)
    {
        AddNumber(hash, data.Length);
        hash.AppendData(data);
    }

    private static void AddNumber(IncrementalHash hash, int number)
    {
        Span<byte> bytes = stackalloc byte[LengthBytes];
        BinaryPrimitives.WriteInt32BigEndian(bytes, number);
        hash.AppendData(bytes);
    }
}
