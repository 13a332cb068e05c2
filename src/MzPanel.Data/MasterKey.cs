using System.Security.Cryptography;
using System.Text;
using MzPanel.Data.Storage;

namespace MzPanel.Data;

/// <summary>
/// AES-256-GCM under a key that is a file, never a record: what is sealed can be copied with the database and not be read.
/// The associated data names the row, so that a sealed value cannot be moved to another one.
/// </summary>
public sealed class MasterKey : IDisposable
{
    private const int KeyBytes = 32;
    private const byte Format = 1;
    private static readonly int NonceBytes = AesGcm.NonceByteSizes.MaxSize;
    private static readonly int TagBytes = AesGcm.TagByteSizes.MaxSize;
    private static readonly byte[] Check = "mzpanel master key"u8.ToArray();
    private readonly AesGcm cipher;
    private readonly byte[] key;

    private MasterKey(byte[] key)
    {
        this.key = key;
        cipher = new AesGcm(key, TagBytes);
    }

    /// <summary>
    /// Reads the key file, or makes it (0600) where the records hold nothing sealed yet; then proves that it is the key of
    /// these records.
    /// </summary>
    /// <exception cref="MasterKeyException">It is missing, not private, broken, or another one.</exception>
    public static async Task<MasterKey> LoadAsync(string file, Database records, CancellationToken ct = default)
    {
        var sealedCheck = await FindCheckAsync(records, ct);
        if (!File.Exists(file))
        {
            if (sealedCheck is not null)
                throw new MasterKeyException($"The master key {file} is missing, but the records hold keys sealed with it. Put the file back, or name it by Keys:MasterKeyFile.");
            MasterKeyFile.Make(file, RandomNumberGenerator.GetBytes(KeyBytes));
        }
        var master = new MasterKey(MasterKeyFile.Read(file, KeyBytes));
        if (!master.Opens(sealedCheck ?? await StoreCheckAsync(records, master, ct)))
            throw new MasterKeyException($"The master key {file} is not the one that the records were sealed with. Every silo of a cluster needs the same file (Keys:MasterKeyFile).");
        return master;
    }

    /// <summary>Seals; the associated data names the row and the column.</summary>
    public byte[] Seal(ReadOnlySpan<byte> plaintext, string associatedData)
    {
        var box = new byte[1 + NonceBytes + plaintext.Length + TagBytes];
        box[0] = Format;
        var nonce = box.AsSpan(1, NonceBytes);
        RandomNumberGenerator.Fill(nonce);
        cipher.Encrypt(nonce, plaintext, box.AsSpan(1 + NonceBytes, plaintext.Length), box.AsSpan(box.Length - TagBytes), Encoding.UTF8.GetBytes(associatedData));
        return box;
    }

    /// <summary>Opens what <see cref="Seal"/> made for the same row.</summary>
    /// <exception cref="CryptographicException">It was made with another key or for another row, or was changed.</exception>
    public byte[] Open(ReadOnlySpan<byte> box, string associatedData)
    {
        var length = box.Length - 1 - NonceBytes - TagBytes;
        if (length < 0 || box[0] != Format)
            throw new CryptographicException("This is not a sealed value.");
        var plaintext = new byte[length];
        cipher.Decrypt(box.Slice(1, NonceBytes), box.Slice(1 + NonceBytes, length), box[^TagBytes..], plaintext, Encoding.UTF8.GetBytes(associatedData));
        return plaintext;
    }

    /// <summary>A key for one purpose, such as the audit's chain (HKDF-SHA256).</summary>
    public byte[] Derive(string purpose, int bytes = KeyBytes) =>
        HKDF.DeriveKey(HashAlgorithmName.SHA256, key, bytes, info: Encoding.UTF8.GetBytes(purpose));

    /// <inheritdoc/>
    public void Dispose()
    {
        cipher.Dispose();
        CryptographicOperations.ZeroMemory(key);
    }

    private bool Opens(byte[] sealedCheck)
    {
        try
        {
            return Open(sealedCheck, "master_key_check").AsSpan().SequenceEqual(Check);
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    private static Task<byte[]?> FindCheckAsync(Database records, CancellationToken ct) =>
        records.FirstAsync<byte[]>("SELECT sealed FROM master_key_check", ct: ct);

    /// <summary>Of silos that start together the first one's stays; the others are measured by it.</summary>
    private static async Task<byte[]> StoreCheckAsync(Database records, MasterKey master, CancellationToken ct)
    {
        await records.Control.WriteAsync(
            [new Statement("INSERT INTO master_key_check (id, sealed) VALUES (1, @sealed) ON CONFLICT (id) DO NOTHING", ("sealed", master.Seal(Check, "master_key_check")))],
            ct);
        return (await FindCheckAsync(records, ct))!;
    }
}
