using System.Globalization;

namespace MzPanel.Agent.Processes;

/// <summary>An entry of <c>/etc/passwd</c>.</summary>
internal sealed record UnixUser(string Name, string Uid, string Gid, string Home)
{
    public uint UserNumber => uint.Parse(Uid, CultureInfo.InvariantCulture);

    public uint GroupNumber => uint.Parse(Gid, CultureInfo.InvariantCulture);

    public static UnixUser? Find(string name) => Find(name, "/etc/passwd");

    public static UnixUser? Find(string name, string table) => File.ReadLines(table).Select(l => l.Split(':'))
        .Where(f => f.Length >= 6 && f[0] == name).Select(f => new UnixUser(f[0], f[2], f[3], f[5])).FirstOrDefault();
}
