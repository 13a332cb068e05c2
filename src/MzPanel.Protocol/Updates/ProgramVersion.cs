namespace MzPanel.Protocol.Updates;

/// <summary>Which of two versions is the newer one: by their numbers, and a release after what came before it (<c>1.0.0-rc1</c>).</summary>
public static class ProgramVersion
{
    /// <summary>Whether this is a version: two to four numbers, and what may follow them.</summary>
    public static bool IsValid(string version) => Numbers(version) is not null;

    /// <summary>Negative, 0 or positive; what is no version is older than all that is.</summary>
    public static int Compare(string one, string other)
    {
        var numbers = Comparer<Version?>.Default.Compare(Numbers(one), Numbers(other));
        if (numbers != 0)
            return numbers;
        var (before, otherBefore) = (Before(one), Before(other));
        return before.Length == 0 || otherBefore.Length == 0
            ? otherBefore.Length.CompareTo(before.Length) : string.CompareOrdinal(before, otherBefore);
    }

    private static Version? Numbers(string version) => Version.TryParse(version.Split('-', '+')[0], out var numbers) ? numbers : null;

    private static string Before(string version) => version.Split('+')[0] is var said && said.IndexOf('-') is > 0 and var at ? said[(at + 1)..] : "";
}
