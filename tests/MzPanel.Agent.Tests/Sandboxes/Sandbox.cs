using MzPanel.Agent.Config;

namespace MzPanel.Agent.Tests.Sandboxes;

/// <summary>A throw-away root directory; in memory where many files come and go in it.</summary>
internal sealed class Sandbox(bool inMemory = false) : IDisposable
{
    private const string Memory = "/dev/shm";

    public AgentRoot Root { get; } = new(inMemory && Directory.Exists(Memory)
        ? Directory.CreateDirectory($"{Memory}/mzagent-{Guid.NewGuid():N}").FullName : Directory.CreateTempSubdirectory("mzagent-").FullName);

    public string Put(string absolute, string text)
    {
        var file = Root.Resolve(absolute);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
        return file;
    }

    public void Dispose() => Directory.Delete(Root.Path, recursive: true);
}
