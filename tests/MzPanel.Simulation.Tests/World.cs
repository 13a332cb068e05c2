using MzPanel.Data;
using MzPanel.Grains;
using MzPanel.Simulation.Tests.Agents;
using MzPanel.Simulation.Tests.Cluster;
using MzPanel.Simulation.Tests.Engine;
using MzPanel.Simulation.Tests.Links;
using MzPanel.Simulation.Tests.Schedules;
using MzPanel.Simulation.Tests.Storage;

namespace MzPanel.Simulation.Tests;

/// <summary>Everything of one schedule: silos, records, agents, and who watches them.</summary>
internal sealed class World : IDisposable
{
    private readonly Diary diary;
    private readonly Dictionary<string, string> workspaces = [];
    private int names;

    public World(int seed, Defect defect)
    {
        (Seed, Defect, Loop) = (seed, defect, new SimLoop(seed));
        diary = new Diary(Loop);
        Options = Timers(Loop.Dice);
        Records = new Records(defect.Read);
        Watch = new Watch(this);
        Ledger = new Ledger(this);
        Cluster = new SimCluster(Loop) { Meddle = (grain, request) => defect.Meddle(this, grain, request) };
        Clients = new Clients(this);
    }

    public int Seed { get; }

    public Defect Defect { get; }

    public SimLoop Loop { get; }

    public DeliveryOptions Options { get; }

    public Records Records { get; }

    public StorageWeather Weather { get; } = new();

    public NetWeather Net { get; } = new();

    /// <summary>Probability that an agent refuses a command as busy.</summary>
    public double Busy { get; set; }

    public SimCluster Cluster { get; }

    public List<SimAgent> Agents { get; } = [];

    public Clients Clients { get; }

    public Ledger Ledger { get; }

    public Watch Watch { get; }

    public Diary Diary => diary;

    /// <summary>The faults are over.</summary>
    public bool AtPeace { get; set; }

    public string WorkspaceOf(string server) => workspaces[server];

    public string NextName(string prefix) => prefix + ++names;

    public SimSilo AddSilo()
    {
        var silo = new SimSilo(this, ++names);
        Cluster.Silos.Add(silo);
        silo.NewLane().Run(new Sweep(silo).RunAsync);
        return silo;
    }

    /// <summary>A server in a workspace of its own.</summary>
    public string AddServer()
    {
        var (server, workspace) = (NextName("srv_"), NextName("wks_"));
        Insert("INSERT INTO workspaces (id, name, tier, created_at, version) VALUES (@id, 'Test', 'unlimited', 1, 1)", ("id", workspace));
        Insert(
            "INSERT INTO servers (id, workspace_id, name, tags, status, status_at, created_at, version) VALUES (@id, @workspace, @id, '[]', 'pending', 1, 1, 1)",
            ("id", server), ("workspace", workspace));
        workspaces[server] = workspace;
        return server;
    }

    public void Trace(string what) => diary.Note(what);

    /// <summary>An invariant does not hold.</summary>
    public void Break(string invariant, string what)
    {
        var broken = new BrokenException(invariant, what);
        Loop.Fault(broken);
        throw broken;
    }

    public void Dispose() => Records.Dispose();

    private void Insert(string sql, params (string, object?)[] values) => Records.Commit([new Statement(sql, values)]).GetAwaiter().GetResult();

    private static DeliveryOptions Timers(Dice dice) => new()
    {
        HeartbeatSeconds = 5,
        OfflineSeconds = dice.Of([15, 30]),
        LostMinutes = dice.Of([0.75, 2]),
        JudgeFreeMinutes = dice.Of([0.1, 1]),
        MaxQueued = dice.Of([3, 12]),
    };
}
