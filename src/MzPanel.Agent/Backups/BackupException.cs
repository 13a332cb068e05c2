namespace MzPanel.Agent.Backups;

/// <summary>Why a backup, or one destination of it, did not come about; <paramref name="code"/> is that of the error.</summary>
internal class BackupException(string code, string message, Exception? cause = null) : Exception(message, cause)
{
    public const string NotFound = "not_found";
    public const string InTheWay = "in_the_way";
    public const string Incomplete = "backup_incomplete";
    public const string BadCredentials = "bad_credentials";
    public const string Unreachable = "destination_unreachable";
    public const string Refused = "destination_refused";
    public const string Full = "destination_full";
    public const string WrongPassword = "wrong_password";
    public const string Locked = "repository_locked";
    public const string Failed = "restic_failed";
    public const string DumpFailed = "dump_failed";

    public string Code { get; } = code;
}
