using System.Diagnostics;
using System.Text;

namespace MzPanel.Testing.Agents;

/// <summary>The real agent as a build of another version: a copy of the program, in which the version's text is another one of the same length.</summary>
public sealed class AgentCopy : IDisposable
{
    private readonly DirectoryInfo directory = Directory.CreateTempSubdirectory("mzagent-build-");

    /// <summary>Makes it.</summary>
    public AgentCopy(string program, string version)
    {
        foreach (var file in Directory.EnumerateFiles(Path.GetDirectoryName(program)!))
            File.Copy(file, Path.Combine(directory.FullName, Path.GetFileName(file)));
        var library = Path.Combine(directory.FullName, "mzagent.dll");
        var own = FileVersionInfo.GetVersionInfo(library).ProductVersion!;
        var bytes = File.ReadAllBytes(library);
        // An attribute with one text: its mark, the length and the text.
        var at = bytes.AsSpan().IndexOf((byte[])[1, 0, (byte)own.Length, .. Encoding.ASCII.GetBytes(own), 0, 0]);
        Encoding.ASCII.GetBytes(version).CopyTo(bytes, at + 3);
        File.WriteAllBytes(library, bytes);
    }

    /// <summary>A program of one file, as an agent is: it leads to the build.</summary>
    public byte[] Program => Script($"exec {directory.FullName}/mzagent \"$@\"");

    /// <summary>A build that passes every check before it is put in place, and then does something else than to run.</summary>
    public static byte[] Broken(string version, string run) => Script($$"""
        case "$1" in
            version) echo "mzagent {{version}}" ;;
            self-check) ;;
            *) {{run}} ;;
        esac
        """);

    /// <summary>A program that is a script.</summary>
    public static byte[] Script(string text) => Encoding.UTF8.GetBytes("#!/bin/sh\n" + text + "\n");

    /// <inheritdoc/>
    public void Dispose() => directory.Delete(recursive: true);
}
