using System.Text;
using System.Text.Json;
using MzPanel.Protocol.Commands;

namespace MzPanel.Agent.Logs;

/// <summary>The values of arguments declared secret; shorter ones than four bytes would blot out half the log and hide nothing.</summary>
internal sealed class SecretMask
{
    private const int Shortest = 4;
    private static readonly byte[] Blot = "***"u8.ToArray();

    public static SecretMask None { get; } = new([]);

    private readonly byte[][] secrets;

    public SecretMask(IEnumerable<string> values) => secrets =
        [.. values.SelectMany(v => v.Split('\n')).Select(v => v.TrimEnd('\r')).Distinct()
            .Select(Encoding.UTF8.GetBytes).Where(v => v.Length >= Shortest).OrderByDescending(v => v.Length)];

    /// <summary>The secrets among a command's arguments.</summary>
    public static SecretMask Of(ArgsSchema schema, JsonElement args) => new(schema.Fields
        .Where(f => f.Secret && args.ValueKind == JsonValueKind.Object && args.TryGetProperty(f.Name, out _))
        .SelectMany(f => Texts(args.GetProperty(f.Name))));

    public bool IsEmpty => secrets.Length == 0;

    /// <summary>A mask for one stream; a secret may be spread over several reads of it.</summary>
    public MaskedStream Over(LineSplitter next) => new(this, next);

    /// <summary>Masks a text that is whole.</summary>
    public string Apply(string text) =>
        secrets.Aggregate(text, (masked, secret) => masked.Replace(Encoding.UTF8.GetString(secret), "***", StringComparison.Ordinal));

    private static IEnumerable<string> Texts(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => [value.GetString()!],
        JsonValueKind.Object => value.EnumerateObject().SelectMany(m => Texts(m.Value)),
        JsonValueKind.Array => value.EnumerateArray().SelectMany(Texts),
        JsonValueKind.Number => [value.GetRawText()],
        _ => [],
    };

    /// <summary>Bytes on their way to the splitter, with the secrets taken out.</summary>
    internal sealed class MaskedStream(SecretMask mask, LineSplitter next)
    {
        private byte[] held = [];

        public void Add(ReadOnlySpan<byte> bytes)
        {
            if (mask.IsEmpty)
            {
                next.Add(bytes);
                return;
            }
            byte[] all = [.. held, .. bytes];
            var rest = Pass(all);
            var keep = rest.Length - HeldFrom(rest);
            next.Add(rest[..^keep]);
            held = rest[^keep..].ToArray();
        }

        public void End()
        {
            next.Add(held);
            held = [];
            next.End();
        }

        private ReadOnlySpan<byte> Pass(ReadOnlySpan<byte> bytes)
        {
            while (First(bytes, out var at, out var length))
            {
                next.Add(bytes[..at]);
                next.Add(Blot);
                bytes = bytes[(at + length)..];
            }
            return bytes;
        }

        private bool First(ReadOnlySpan<byte> bytes, out int at, out int length)
        {
            (at, length) = (int.MaxValue, 0);
            foreach (var secret in mask.secrets)
                if (bytes.IndexOf(secret) is >= 0 and var found && found < at)
                    (at, length) = (found, secret.Length);
            return length > 0;
        }

        // Where the longest tail begins that could still become a secret; no secret holds a newline, so whole lines are never held.
        private int HeldFrom(ReadOnlySpan<byte> bytes)
        {
            for (var from = Math.Max(0, bytes.Length - mask.secrets[0].Length + 1); from < bytes.Length; from++)
                foreach (var secret in mask.secrets)
                    if (secret.AsSpan().StartsWith(bytes[from..]))
                        return from;
            return bytes.Length;
        }
    }
}
