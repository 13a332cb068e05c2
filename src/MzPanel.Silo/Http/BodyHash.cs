using System.Security.Cryptography;
using System.Text;

namespace MzPanel.Silo.Http;

/// <summary>
/// Recognises the same request again: method, path and raw body. Keyed, because bodies may hold passwords: a plain hash of
/// one in the records would undo the work of argon2id.
/// </summary>
internal sealed class BodyHash(byte[] key)
{
    public byte[] Of(HttpRequest request, ReadOnlySpan<byte> body)
    {
        using var hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key);
        hash.AppendData(Encoding.UTF8.GetBytes($"{request.Method} {request.PathBase}{request.Path}\n"));
        hash.AppendData(body);
        return hash.GetHashAndReset();
    }
}
