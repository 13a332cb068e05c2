namespace MzPanel.Agent.Backups;

/// <summary>What restic's complaints mean. This version of it tells by words alone: its exit code is 1 for all of them.</summary>
internal static class ResticFault
{
    private const int LongestMessage = 500;

    private static readonly (string Words, string Code, string Says, bool Hopeless)[] Known =
    [
        ("no space left on device", BackupException.Full, "The disk of the destination is full", true),
        ("disk quota exceeded", BackupException.Full, "The quota of the destination is used up", true),
        ("wrong password or no key found", BackupException.WrongPassword, "The password does not open the repository that is there", true),
        ("repository is already locked", BackupException.Locked, "Somebody else works on the repository", false),
        ("unable to create lock", BackupException.Locked, "Somebody else works on the repository", false),
        ("access denied", BackupException.Refused, "The destination refuses the credentials", true),
        ("accessdenied", BackupException.Refused, "The destination refuses the credentials", true),
        ("the access key id you provided does not exist", BackupException.Refused, "The destination does not know the access key", true),
        ("invalidaccesskeyid", BackupException.Refused, "The destination does not know the access key", true),
        ("signature we calculated does not match", BackupException.Refused, "The destination refuses the secret key", true),
        ("host key verification failed", BackupException.Refused, "The peer has another host key than the destination says", true),
        ("permission denied", BackupException.Refused, "The destination refuses the credentials, or its folder is somebody else's", false),
        ("x509:", BackupException.Unreachable, "The certificate of the destination is not trusted", true),
        ("connection refused", BackupException.Unreachable, "Nothing listens at the destination", true),
        ("no such host", BackupException.Unreachable, "The name of the destination is not known", true),
        ("could not resolve", BackupException.Unreachable, "The name of the destination is not known", true),
        ("i/o timeout", BackupException.Unreachable, "The destination does not answer", false),
        ("unable to start the sftp session", BackupException.Unreachable, "The peer does not answer as it must", false),
    ];

    public static bool IsHopeless(string complaint) => Known.Any(known => known.Hopeless && complaint.Contains(known.Words, StringComparison.OrdinalIgnoreCase));

    /// <summary>Whether there is no repository yet, or it cannot be told: making one never touches one that is there.</summary>
    public static bool MayBeNew(IReadOnlyList<string> complaints) =>
        complaints.Any(c => c.Contains("Is there a repository at the following location", StringComparison.Ordinal)) && !complaints.Any(IsHopeless);

    public static BackupException Of(IReadOnlyList<string> complaints, string what, int exitCode)
    {
        foreach (var (words, code, says, _) in Known)
            if (complaints.LastOrDefault(c => c.Contains(words, StringComparison.OrdinalIgnoreCase)) is { } told)
                return new BackupException(code, $"{says}: {Short(told)}");
        return new BackupException(BackupException.Failed, $"restic {what} ended with exit code {exitCode}: {Short(complaints.Count > 0 ? complaints[^1] : "it said nothing")}");
    }

    private static string Short(string text) => text.Length > LongestMessage ? text[..LongestMessage] + "…" : text;
}
