using System.Security.Cryptography;

namespace MzPanel.Data;

/// <summary>Identifiers: a type prefix and 131 random bits (rest-api.md).</summary>
public static class RecordId
{
    private const string Digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private const int Length = 22;

    /// <summary>A new one, such as <c>job_…</c> for <c>job</c>.</summary>
    public static string New(string prefix) => prefix + "_" + RandomNumberGenerator.GetString(Digits, Length);

    /// <summary>A mark that one operation leaves on the row it won, so that its later statements and a read-back can tell.</summary>
    public static string NewStamp() => RandomNumberGenerator.GetString(Digits, Length);
}
