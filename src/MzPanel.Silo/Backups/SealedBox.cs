using System.Buffers.Text;
using System.Text.Json;
using MzPanel.Protocol;
using MzPanel.Protocol.Commands;

namespace MzPanel.Silo.Backups;

/// <summary>
/// What opens a destination, sealed in the browser for one server: a compact JWE, of which only the header can be judged here. The key
/// that opens it never leaves the VPS.
/// </summary>
internal static class SealedBox
{
    private const int NonceBytes = 12;
    private const int TagBytes = 16;
    private static readonly HashSet<string> Members = ["alg", "enc", "epk", "kid", "typ", "apu", "apv"];
    private static readonly HashSet<string> KeyMembers = ["kty", "crv", "x", "y"];

    /// <summary>What is wrong with one, or <see langword="null"/>.</summary>
    public static string? Fault(string jwe)
    {
        if (jwe.Length > BackupDestination.LongestSealed)
            return $"must be at most {BackupDestination.LongestSealed} characters";
        if (jwe.Split('.') is not [var header, "", var nonce, var text, var tag])
            return "must be a compact JWE of five parts, the second one empty (ECDH-ES)";
        if (Bytes(nonce) is not { Length: NonceBytes } || Bytes(text) is not { Length: > 0 } || Bytes(tag) is not { Length: TagBytes })
            return "must hold base64url of a nonce of 12 bytes, a text and a tag of 16 bytes";
        return Bytes(header) is { } json ? HeaderFault(json) : "must have a header in base64url";
    }

    private static string? HeaderFault(byte[] json)
    {
        try
        {
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { AllowDuplicateProperties = false });
            return HeaderFault(document.RootElement);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return "must have a JSON object as its header";
        }
    }

    private static string? HeaderFault(JsonElement header)
    {
        if (header.EnumerateObject().FirstOrDefault(member => !Members.Contains(member.Name)) is { Value.ValueKind: not JsonValueKind.Undefined })
            return "has a header member that no server takes";
        if (!Is(header, "alg", "ECDH-ES") || !Is(header, "enc", "A256GCM"))
            return "must be of alg ECDH-ES and enc A256GCM";
        return header.TryGetProperty("epk", out var epk) && IsPublicKey(epk) ? null : "must name a public key on P-256 as epk";
    }

    private static bool Is(JsonElement header, string member, string value) =>
        header.TryGetProperty(member, out var said) && said.ValueKind == JsonValueKind.String && said.ValueEquals(value);

    private static bool IsPublicKey(JsonElement epk) =>
        epk.ValueKind == JsonValueKind.Object && epk.EnumerateObject().All(member => KeyMembers.Contains(member.Name)) && epk.Deserialize(ProtocolJson.Default.Jwk)?.Parameters() is not null;

    // One spelling a value: the base library reads padded and spaced text too.
    private static byte[]? Bytes(string text) =>
        Base64Url.IsValid(text) && Base64Url.DecodeFromChars(text) is var bytes && Base64Url.EncodeToString(bytes) == text ? bytes : null;
}
