using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using MzPanel.Data;
using MzPanel.Data.Audit;

namespace MzPanel.Grains.Audit;

/// <summary>
/// Links the rows of an audit: <c>row_hash = HMAC-SHA256(key, prev_hash ‖ canonical row)</c> (security.md, audit). The key comes from
/// the master key, which is no record: whoever can only write the records cannot make a hash that fits.
/// </summary>
public sealed class AuditChain
{
    private const int Missing = -1;
    private static readonly byte[] Beginning = new byte[HMACSHA256.HashSizeInBytes];
    private readonly byte[] key;

    /// <summary>With the key of this installation.</summary>
    public AuditChain(MasterKey master) => key = master.Derive("audit chain");

    /// <summary>The links of rows that follow a head, in their order.</summary>
    public IReadOnlyList<ChainLink> Extend(ChainHead head, IReadOnlyList<AuditRow> rows)
    {
        var links = new List<ChainLink>(rows.Count);
        var (place, before) = (head.Place, Before(head));
        foreach (var row in rows)
        {
            var hash = Hash(before, row, ++place);
            links.Add(new ChainLink(row.Seq, place, hash));
            before = hash;
        }
        return links;
    }

    /// <summary>Whether a row is the one that was linked behind a head.</summary>
    public bool Follows(ChainHead head, AuditRow row) => row is { Place: { } place, RowHash: { } hash }
        && place == head.Place + 1 && CryptographicOperations.FixedTimeEquals(hash, Hash(Before(head), row, place));

    private static byte[] Before(ChainHead head) => head.Place == 0 ? Beginning : head.RowHash;

    private byte[] Hash(byte[] before, AuditRow row, long place)
    {
        using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key);
        hmac.AppendData(before);
        foreach (var number in (ReadOnlySpan<long>)[place, row.Seq, row.At])
            Append(hmac, number);
        // Lengths stand before the texts: no two rows share a canonical form.
        foreach (var text in (ReadOnlySpan<string?>)
            [row.Id, row.WorkspaceId, row.ActorType, row.ActorId, row.ActorName, row.Action, row.SubjectType, row.SubjectId, row.ServerId, row.JobId,
             row.Outcome, row.RequestId, row.Address, row.Details])
            Append(hmac, text);
        return hmac.GetHashAndReset();
    }

    private static void Append(IncrementalHash hmac, long number)
    {
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(bytes, number);
        hmac.AppendData(bytes);
    }

    private static void Append(IncrementalHash hmac, string? text)
    {
        Append(hmac, text is null ? Missing : Encoding.UTF8.GetByteCount(text));
        if (text is not null)
            hmac.AppendData(Encoding.UTF8.GetBytes(text));
    }
}
