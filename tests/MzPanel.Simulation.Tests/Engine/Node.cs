namespace MzPanel.Simulation.Tests.Engine;

/// <summary>A machine or process that can be killed or frozen, with a clock of its own that can jump.</summary>
internal abstract class Node(SimLoop loop, string name)
{
    public string Name => name;

    public SimLoop Loop => loop;

    public NodeClock Clock { get; } = new(loop);

    /// <summary>Nothing of it ever runs again.</summary>
    public bool Dead { get; private set; }

    /// <summary>Stopped in its tracks (SIGSTOP).</summary>
    public bool Frozen { get; private set; }

    public void Kill() => Dead = true;

    public void Freeze() => Frozen = true;

    public void Thaw()
    {
        Frozen = false;
        loop.Thaw(this);
    }

    public override string ToString() => name;
}
