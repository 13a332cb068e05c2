using System.Text;
using MzPanel.Agent.Tests.Cli;

namespace MzPanel.Agent.Tests.Updates;

/// <summary>The real agent as a build of another version: a copy of the program, in which the version's text is another one of the same length.</summary>
public sealed class AgentBuild : IDisposable
{
    public const string Version = "9.1.0";
    private readonly DirectoryInfo directory = Directory.CreateTempSubdirectory("mzagent-build-");

    public AgentBuild()
    {
        foreach (var file in Directory.EnumerateFiles(Path.GetDirectoryName(AgentProgram.File)!))
            File.Copy(file, Path.Combine(directory.FullName, Path.GetFileName(file)));
        var library = Path.Combine(directory.FullName, "mzagent.dll");
        var bytes = File.ReadAllBytes(library);
        // An attribute with one text: its mark, the length and the text.
        var at = bytes.AsSpan().IndexOf((byte[])[1, 0, (byte)AgentVersion.Text.Length, .. Encoding.ASCII.GetBytes(AgentVersion.Text), 0, 0]);
        Encoding.ASCII.GetBytes(Version).CopyTo(bytes, at + 3);
        File.WriteAllBytes(library, bytes);
    }

    /// <summary>A program of one file, as an agent is: it leads to the build.</summary>
    public byte[] Program => Script($"exec {directory.FullName}/mzagent \"$@\"");

    /// <summary>A build that passes every check before it is put in place, and then does something else than to run.</summary>
    public static byte[] Broken(string run) => Script($$"""
        case "$1" in
            version) echo "mzagent {{Version}}" ;;
            self-check) ;;
            *) {{run}} ;;
        esac
        """);

    public static byte[] Script(string text) => Encoding.UTF8.GetBytes("#!/bin/sh\n" + text + "\n");

    public void Dispose() => directory.Delete(recursive: true);
}
