using System.Text.Json;
using System.Text.RegularExpressions;

namespace MzPanel.Protocol.Commands;

/// <summary>Where snapshots are kept, and what opens it: sealed for this server, opened on it only.</summary>
public static partial class BackupDestination
{
    /// <summary>A folder on the VPS, or of something that is mounted there.</summary>
    public const string Local = "local";

    /// <summary>Object storage that speaks S3.</summary>
    public const string Object = "object";

    /// <summary>Another server, over SFTP.</summary>
    public const string Peer = "peer";

    /// <summary>Most destinations of one plan.</summary>
    public const int Most = 8;

    /// <summary>Longest <c>sealed</c>, in characters.</summary>
    public const int LongestSealed = 8 * 1024;

    private const int LongestFolder = 1024;
    private const int LastPort = 65_535;

    private static readonly Dictionary<string, (string[] Needs, string[] Takes)> Members = new()
    {
        [Local] = (["path"], ["path"]),
        [Object] = (["endpoint", "bucket"], ["endpoint", "bucket", "prefix", "region"]),
        [Peer] = (["host", "user", "path", "host_key"], ["host", "port", "user", "path", "host_key", "server_id"]),
    };

    /// <summary>One destination.</summary>
    public static ObjectArg One { get; } = new("destination", "Where the snapshots are.",
        BackupArgs.Id("id", "Identifier of the destination.") with { Required = true },
        new ChoiceArg("type", "What it is.", Local, Object, Peer) { Required = true },
        Config,
        new TextArg("sealed", "Compact JWE (ECDH-ES, A256GCM) to the key of this server, over {password} and what its type needs: access_key_id and secret_access_key, or private_key.")
        {
            Required = true,
            Secret = true,
            MaxBytes = LongestSealed,
            Form = (CompactJwe(), "must be a compact JWE of five parts, the second one empty"),
        })
    {
        Required = true,
        Together = Fault,
    };

    /// <summary>The destinations of a run.</summary>
    public static ObjectsArg Several { get; } = new("destinations", "Where the snapshots go.", One, Most) { Required = true };

    private static ObjectArg Config => new("config", "Where exactly: path (local); endpoint, bucket, prefix and region (object); host, port, user, path and host_key (peer).",
        new TextArg("path", "Folder, made where it is not there.") { MaxBytes = LongestFolder, Form = (Folder(), "must be the absolute path of a folder, without . and .. in it") },
        new TextArg("endpoint", "Origin of the storage, such as https://s3.example.org.") { Form = (Origin(), "must be https:// with a host, and a port where it has one") },
        new TextArg("bucket", "Bucket; it must be there, or may be made with these credentials.") { MaxBytes = 63, Form = (Bucket(), "must be the name of a bucket") },
        new TextArg("prefix", "Folder in the bucket.") { MaxBytes = 512, Form = (Prefix(), "must be names of folders with / in between") },
        new TextArg("region", "Region of the bucket.") { MaxBytes = 63, Form = (Region(), "must be the name of a region") },
        new TextArg("host", "Name or address of the other server.") { Form = (Host(), "must be a host name or an address") },
        new NumberArg("port", "Its port for SSH, 22 where absent.", 1, LastPort),
        new TextArg("user", "User there.") { MaxBytes = 32, Form = (User(), "must be a Unix user name") },
        new TextArg("host_key", "Its public host key, such as ssh-ed25519 AAAA…; another one is refused.") { MaxBytes = 2048, Form = (HostKey(), "must be a public host key, such as ssh-ed25519 AAAA…") },
        BackupArgs.Id("server_id", "Which server of the workspace it is, where it is one.")) { Required = true };

    private static string? Fault(JsonElement destination)
    {
        var type = BackupArgs.Word(destination, "type")!;
        var (config, (needs, takes)) = (destination.GetProperty("config"), Members[type]);
        var given = config.EnumerateObject().Where(m => m.Value.ValueKind != JsonValueKind.Null).Select(m => m.Name).ToList();
        return needs.FirstOrDefault(n => !given.Contains(n)) is { } missing ? $"is wrong in config: {missing} is needed for type {type}"
            : given.FirstOrDefault(g => !takes.Contains(g)) is { } other ? $"is wrong in config: {other} is not for type {type}" : null;
    }

    [GeneratedRegex(@"^[A-Za-z0-9_-]+\.\.[A-Za-z0-9_-]{16}\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]{22}\z", RegexOptions.CultureInvariant, 5000)]
    private static partial Regex CompactJwe();

    [GeneratedRegex(@"^(/(?!\.\.?(/|\z))[^/]+)+/?\z", RegexOptions.CultureInvariant, 5000)]
    private static partial Regex Folder();

    [GeneratedRegex(@"^https://([A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?|\[[0-9A-Fa-f:.]{2,45}\])(:[1-9][0-9]{0,4})?/?\z", RegexOptions.CultureInvariant, 5000)]
    private static partial Regex Origin();

    [GeneratedRegex(@"^[A-Za-z0-9][A-Za-z0-9._-]{1,61}[A-Za-z0-9]\z", RegexOptions.CultureInvariant, 5000)]
    private static partial Regex Bucket();

    [GeneratedRegex(@"^[A-Za-z0-9_][A-Za-z0-9._-]*(/[A-Za-z0-9_][A-Za-z0-9._-]*)*\z", RegexOptions.CultureInvariant, 5000)]
    private static partial Regex Prefix();

    [GeneratedRegex(@"^[A-Za-z0-9][A-Za-z0-9-]*\z", RegexOptions.CultureInvariant, 5000)]
    private static partial Regex Region();

    [GeneratedRegex(@"^([A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?|[0-9A-Fa-f]*:[0-9A-Fa-f:.]+)\z", RegexOptions.CultureInvariant, 5000)]
    private static partial Regex Host();

    [GeneratedRegex(@"^[a-z_][a-z0-9_-]{0,31}\z", RegexOptions.CultureInvariant, 5000)]
    private static partial Regex User();

    [GeneratedRegex(@"^(ssh-ed25519|ssh-rsa|ecdsa-sha2-nistp(256|384|521)) [A-Za-z0-9+/]+={0,2}\z", RegexOptions.CultureInvariant, 5000)]
    private static partial Regex HostKey();
}
