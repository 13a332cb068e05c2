namespace MzPanel.EndToEnd.Tests.Faults;

/// <summary>The addresses behind one name, each in turn; whoever finds one dead asks for the next, as a load balancer would.</summary>
internal sealed class SiloRing(params Uri[] silos)
{
    private Uri[] all = silos;
    private int turn;

    public int Count => all.Length;

    public IReadOnlyList<Uri> All => all;

    public Uri Next()
    {
        var now = all;
        return now[(int)((uint)Interlocked.Increment(ref turn) % (uint)now.Length)];
    }

    public void Become(IEnumerable<Uri> silos) => all = [.. silos];
}
