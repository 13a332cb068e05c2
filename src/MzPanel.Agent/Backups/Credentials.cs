using System.Security.Cryptography;
using System.Text.Json;
using MzPanel.Agent.Config;
using MzPanel.Agent.Enrollment;

namespace MzPanel.Agent.Backups;

/// <summary>What opens a destination. In the memory of the process that runs one command, and nowhere else in the open.</summary>
internal sealed class Credentials
{
    private readonly Dictionary<string, string> values;

    private Credentials(Dictionary<string, string> values) => this.values = values;

    /// <summary>For the mask: what none of them may become is a line of a log.</summary>
    public IReadOnlyList<string> All => [.. values.Values];

    public string Password => Value("password");

    public string AccessKeyId => Value("access_key_id");

    public string SecretAccessKey => Value("secret_access_key");

    public string PrivateKey => Value("private_key");

    public static Credentials Open(AgentRoot root, string sealedText)
    {
        using var key = SealKey.PrivatePart(root.Resolve(SealKey.Path)) ?? throw Bad("This server has no key of its own any more: register it again, then seal the credentials again.");
        var text = SealedText.Open(sealedText, key) ?? throw Bad("The credentials are not sealed to the key of this server: seal them again.");
        try
        {
            using var json = JsonDocument.Parse(text, new JsonDocumentOptions { AllowDuplicateProperties = false });
            return new Credentials(json.RootElement.EnumerateObject().ToDictionary(m => m.Name, m => m.Value.GetString()!));
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // Without the cause: it may quote what was sealed.
            throw Bad("What was sealed is no object of texts: seal the credentials again.");
        }
        finally
        {
            CryptographicOperations.ZeroMemory(text);
        }
    }

    private string Value(string name) => values.TryGetValue(name, out var value) && value.Length > 0 && !value.Contains('\0')
        ? value : throw Bad($"What was sealed has no {name}: seal the credentials again.");

    private static BackupException Bad(string message) => new(BackupException.BadCredentials, message);
}
