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

    public void Dispose() => Directory.Delete(Root.Path, recursive: true);
}
