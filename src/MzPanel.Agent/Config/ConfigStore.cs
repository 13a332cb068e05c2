namespace MzPanel.Agent.Config;

/// <summary>The configuration in memory and on disk; a change is durable before anybody sees it.</summary>
internal sealed class ConfigStore(AgentRoot root, AgentConfig config)
{
    private readonly Lock gate = new();
    private volatile AgentConfig current = config;

    public AgentConfig Current => current;

    public void Update(Func<AgentConfig, AgentConfig> change)
    {
        lock (gate)
        {
            var next = change(current);
            ConfigFile.Save(root, next);
            current = next;
        }
    }
}
