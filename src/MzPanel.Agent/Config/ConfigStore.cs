using System.Text.Json;
using MzPanel.Agent.Files;

namespace MzPanel.Agent.Config;

/// <summary>The configuration in memory and on disk; a change is durable before anybody sees it.</summary>
internal sealed class ConfigStore(AgentRoot root, AgentConfig config)
{
    private readonly Lock gate = new();
    private volatile AgentConfig current = config;

    public AgentConfig Current => current;

    /// <summary>Reads the file. Throws <see cref="IOException"/> or <see cref="JsonException"/> where there is none, or it is broken.</summary>
    public static ConfigStore Load(AgentRoot root) => new(root,
        JsonSerializer.Deserialize(File.ReadAllBytes(root.ConfigFile), ConfigJson.Default.AgentConfig)
            ?? throw new JsonException("The configuration is empty."));

    /// <summary>Writes a first configuration.</summary>
    public static ConfigStore Create(AgentRoot root, AgentConfig config)
    {
        AtomicFile.MakeDirectory(Path.GetDirectoryName(root.ConfigFile)!);
        var store = new ConfigStore(root, config);
        store.Write(config);
        return store;
    }

    public void Update(Func<AgentConfig, AgentConfig> change)
    {
        lock (gate)
        {
            var next = change(current);
            Write(next);
            current = next;
        }
    }

    private void Write(AgentConfig next) =>
        AtomicFile.Write(root.ConfigFile, JsonSerializer.SerializeToUtf8Bytes(next, ConfigJson.Default.AgentConfig));
}
