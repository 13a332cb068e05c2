using System.Diagnostics.Metrics;
using System.Globalization;
using MzPanel.Data;
using MzPanel.Grains.Jobs;

namespace MzPanel.Silo.Agents;

/// <summary>What the sockets count. A heartbeat and a line of log allocate nothing for it.</summary>
internal sealed class AgentMeters
{
    private static readonly KeyValuePair<string, object?> In = new("way", "in");
    private static readonly KeyValuePair<string, object?> Acked = new("way", "acked");
    private readonly UpDownCounter<int> connected;
    private readonly Counter<long> handshakes;
    private readonly Counter<long> ended;
    private readonly Counter<long> heartbeats;
    private readonly Counter<long> lines;
    private readonly Counter<long> bytes;

    public AgentMeters(IMeterFactory factory)
    {
        var meter = factory.Create(PanelMeter.Name);
        connected = meter.CreateUpDownCounter<int>("mzpanel.agents.connected", "{agent}", "Agents welcomed and not gone yet");
        // So that there is a 0 to be seen, and not nothing, where no agent came.
        connected.Add(0);
        handshakes = meter.CreateCounter<long>("mzpanel.agents.handshakes", "{handshake}", "By outcome: accepted, refused after the hello, or the code of the refusal before it");
        ended = meter.CreateCounter<long>("mzpanel.agents.ended", "{connection}", "Connections of welcomed agents that ended, by the code this end closed with; 4409 = a newer one took over");
        heartbeats = meter.CreateCounter<long>("mzpanel.agents.heartbeats", "{heartbeat}", "Heartbeats heard");
        lines = meter.CreateCounter<long>("mzpanel.logs.lines", "{line}", "Lines of logs: in from agents, acked to them when durable, out to viewers");
        bytes = meter.CreateCounter<long>("mzpanel.logs.bytes", "By", "The same in bytes");
    }

    public void Welcomed()
    {
        connected.Add(1);
        Handshake("accepted");
    }

    public void Gone(int code)
    {
        connected.Add(-1);
        ended.Add(1, new KeyValuePair<string, object?>("code", code.ToString(CultureInfo.InvariantCulture)));
    }

    public void Handshake(string outcome) => handshakes.Add(1, new KeyValuePair<string, object?>("outcome", outcome));

    public void Heartbeat() => heartbeats.Add(1);

    public void LinesIn(LogPiece piece) => Count(piece, In);

    public void LinesAcked(LogPiece piece) => Count(piece, Acked);

    private void Count(LogPiece piece, in KeyValuePair<string, object?> way)
    {
        // A gap stands for lines that nobody has.
        if (piece.Bytes is not { } text)
            return;
        lines.Add(piece.Count, way);
        bytes.Add(text.Length, way);
    }
}
