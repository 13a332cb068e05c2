using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;
using MzPanel.Agent.Config;
using System.Text.Json;

namespace MzPanel.Agent.Enrollment;

/// <summary>
/// The nonce an install token is exchanged with. It is on disk before the first request, so that a reply lost with the
/// process can be asked for again (agent-protocol.md, section 1).
/// </summary>
internal sealed class ExchangeNonce(string file)
{
    private const int Characters = 32;
    private const string Digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    public string For(string installToken)
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(installToken)));
        if (Read() is { } kept && kept.TokenSha256 == hash)
            return kept.Nonce;
        var exchange = new Exchange(hash, RandomNumberGenerator.GetString(Digits, Characters));
        PrivateFile.Write(file, JsonSerializer.SerializeToUtf8Bytes(exchange, EnrollmentJson.Default.Exchange));
        return exchange.Nonce;
    }

    public void Forget() => File.Delete(file);

    private Exchange? Read()
    {
        try
        {
            return File.Exists(file) ? JsonSerializer.Deserialize(File.ReadAllBytes(file), EnrollmentJson.Default.Exchange) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Only a hash of the token is kept: the file outlives a failed registration.</summary>
    internal sealed record Exchange(string TokenSha256, string Nonce);
}

[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata, PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, RespectNullableAnnotations = true)]
[JsonSerializable(typeof(ExchangeNonce.Exchange))]
internal sealed partial class EnrollmentJson : JsonSerializerContext;
