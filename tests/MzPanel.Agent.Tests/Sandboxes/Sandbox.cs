using MzPanel.Agent.Config;

namespace MzPanel.Agent.Tests.Sandboxes;

/// <summary>A throw-away root directory.</summary>
internal sealed class Sandbox : IDisposable
{
    public AgentRoot Root { get; } = new(Directory.CreateTempSubdirectory("mzagent-").FullName);

    public string Put(string absolute, string text)
    {
        var file = Root.Resolve(absolute);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
        return file;
    }

    /// <summary>A program that writes its arguments, one a line, to <c>NAME.args</c> beside it and then runs a script.</summary>
    public string PutProgram(string name, string script)
    {
        var file = Put("/fake/" + name, $"#!/bin/sh\nfor a in \"$@\"; do printf '%s\\n' \"$a\"; done >>\"$0.args\"\n{script}\n");
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return Path.GetDirectoryName(file)!;
    }

    public void Dispose() => Directory.Delete(Root.Path, recursive: true);
}
