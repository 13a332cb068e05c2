using MzPanel.Agent.Tests.Cli;
using MzPanel.Testing.Agents;

namespace MzPanel.Agent.Tests.Updates;

/// <summary>The agent of this build as one of another version.</summary>
public sealed class AgentBuild : IDisposable
{
    public const string Version = "9.1.0";
    private readonly AgentCopy copy = new(AgentProgram.File, Version);

    public byte[] Program => copy.Program;

    public static byte[] Broken(string run) => AgentCopy.Broken(Version, run);

    public static byte[] Script(string text) => AgentCopy.Script(text);

    public void Dispose() => copy.Dispose();
}
