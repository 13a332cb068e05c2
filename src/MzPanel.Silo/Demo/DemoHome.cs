namespace MzPanel.Silo.Demo;

/// <summary>A directory that is gone when the demo ends.</summary>
internal sealed class DemoHome : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("mzpanel-demo-").FullName;

    public string Data => System.IO.Path.Combine(Path, "data");

    /// <summary>Root of the pretended VPS.</summary>
    public string Vps => System.IO.Path.Combine(Path, "vps");

    public string AgentLog => System.IO.Path.Combine(Path, "agent.log");

    /// <summary>Makes the VPS; its policy allows what a real one refuses until its owner says otherwise.</summary>
    public void MakeVps()
    {
        var policies = Directory.CreateDirectory(System.IO.Path.Combine(Vps, "etc", "mzagent"));
        File.WriteAllText(System.IO.Path.Combine(policies.FullName, "policy.json"), """{ "allow_shell": true }""" + "\n");
    }

    public void Dispose()
    {
        try
        {
            Directory.Delete(Path, recursive: true);
        }
        catch (IOException e)
        {
            // Something of the agent still writes: better to say what is left than to fail at the end.
            Console.Error.WriteLine($"{Path} could not be deleted: {e.Message}");
        }
    }
}
