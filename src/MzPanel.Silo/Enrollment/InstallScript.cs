using System.Security.Cryptography;
using System.Text;
using Microsoft.Net.Http.Headers;

namespace MzPanel.Silo.Enrollment;

/// <summary><c>packaging/install.sh</c>, with <c>packaging/mzagent.service</c> in it.</summary>
internal static class InstallScript
{
    private const string PlaceOfUnit = "@MZAGENT_SERVICE@\n";

    public static byte[] Bytes { get; } = Encoding.UTF8.GetBytes(Read("install.sh").Replace(PlaceOfUnit, Read("mzagent.service"), StringComparison.Ordinal));

    public static EntityTagHeaderValue Tag { get; } = new($"\"{Convert.ToHexStringLower(SHA256.HashData(Bytes))}\"");

    private static string Read(string file)
    {
        using var text = new StreamReader(typeof(InstallScript).Assembly.GetManifestResourceStream(file)!);
        return text.ReadToEnd();
    }
}
