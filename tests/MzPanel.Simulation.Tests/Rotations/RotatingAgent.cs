using MzPanel.Agent.Config;
using MzPanel.Agent.License;
using MzPanel.Protocol.License;
using MzPanel.Testing;

namespace MzPanel.Simulation.Tests.Rotations;

/// <summary>The agent's own way with tokens, on a disk of its own, without the rest of the agent.</summary>
internal sealed class RotatingAgent : IDisposable
{
    private readonly TempDirectory directory = new();
    private readonly AgentRoot root;
    private ConfigStore config;

    public RotatingAgent(string serverId, string token)
    {
        root = new AgentRoot(directory.Path);
        var key = new Jwk { Kty = "EC", Crv = "P-256", X = "x", Y = "y" };
        ConfigFile.Save(root, new AgentConfig { ServerId = serverId, AgentToken = token, ConnectUrl = "ws://127.0.0.1/v1/agent", Keys = new KeyPair { Current = key } });
        config = new ConfigStore(root, ConfigFile.Load(root));
    }

    /// <summary>What it dials with, in this order, until one is good.</summary>
    public IReadOnlyList<string> Candidates => AgentTokens.Candidates(config.Current);

    /// <summary>A <c>token_rotate</c> came; whether it is acknowledged.</summary>
    public bool Take(string token) => AgentTokens.Take(config, token);

    /// <summary>A <c>welcome</c> came on a connection with this token.</summary>
    public void Welcomed(string token) => AgentTokens.Worked(config, token);

    /// <summary>kill -9: only the disk is left.</summary>
    public void Restart() => config = new ConfigStore(root, ConfigFile.Load(root));

    public void Dispose() => directory.Dispose();
}
