using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using MzPanel.Agent.Config;
using MzPanel.Agent.Events;
using MzPanel.Agent.Jobs;
using MzPanel.Agent.Journal;
using MzPanel.Agent.License;
using MzPanel.Agent.Link;
using MzPanel.Protocol;
using MzPanel.Protocol.Agents;
using MzPanel.Protocol.Commands;
using MzPanel.Protocol.Jobs;
using MzPanel.Protocol.License;
using MzPanel.Protocol.Updates;

namespace MzPanel.Agent.Tests.Jobs;

/// <summary>A message as it would have gone out.</summary>
internal sealed record Posted(string Id, string Type, string? Ref, object Payload);

internal sealed class MemoryOutbox : IOutbox
{
    public List<Posted> Sent { get; } = [];

    public void Post<T>(string id, string type, string? @ref, T payload, JsonTypeInfo<T> shape) =>
        Sent.Add(new Posted(id, type, @ref, payload!));

    public T Last<T>() => (T)Sent.Last(p => p.Payload is T).Payload;

    public IEnumerable<T> All<T>() => Sent.Select(p => p.Payload).OfType<T>();
}

/// <summary>Signs commands as the control plane does.</summary>
internal sealed class Signer : IDisposable
{
    public const string ServerId = "srv_1";
    private readonly ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public Jwk Public => Jwk.Of(key);

    public Cmd Sign(string id, string kind, string args, long expiresAtMs, int timeoutS = 60, string server = ServerId)
    {
        var json = JsonDocument.Parse(args).RootElement;
        var claims = new CmdClaims
        {
            ServerId = server, CmdId = id, JobId = "job_" + id, Attempt = 1, Kind = kind, Args = json, TimeoutS = timeoutS, Exp = expiresAtMs / 1000,
        };
        return new Cmd
        {
            JobId = claims.JobId, Attempt = 1, Epoch = 1, Kind = kind, Args = json, TimeoutS = timeoutS, ExpiresAt = expiresAtMs,
            Jws = Jws.Sign(claims, ProtocolJson.Default.CmdClaims, Jws.CommandType, key, Public.Kid!),
        };
    }

    public string Keys(KeyPair pair) => Jws.Sign(pair, ProtocolJson.Default.KeyPair, Jws.KeysType, key, Public.Kid!);

    public string Update(UpdateManifest manifest, string type = Jws.UpdateType) => Jws.Sign(manifest, ProtocolJson.Default.UpdateManifest, type, key, Public.Kid!);

    public string License(LicenseClaims claims) => Jws.Sign(claims, ProtocolJson.Default.LicenseClaims, Jws.LicenseType, key, Public.Kid!);

    public void Dispose() => key.Dispose();
}

/// <summary>A desk over a journal and workers that outlive it; a new rig over the same ones is a restarted daemon.</summary>
internal sealed class DeskRig
{
    public DeskRig(IJournalFile file, FakeWorkers workers, Signer signer, FakeTimeProvider time, LocalPolicy? policy = null)
    {
        (Workers, this.signer, this.time) = (workers, signer, time);
        Clock = new ServerClock(time);
        Clock.Set(time.GetUtcNow().ToUnixTimeMilliseconds());
        Journal = AgentJournal.Open(file, time);
        var guard = new Lock();
        Reports = new Reports(Journal, workers, time);
        var root = new AgentRoot("/nowhere");
        var gate = new CommandGate(() => Signer.ServerId, () => [signer.Public], Clock, () => policy ?? new LocalPolicy(true, false), root, CommandCatalogue.Find);
        Desk = new JobDesk(Journal, gate, workers, Reports, guard, root.Path, time, NullLogger<JobDesk>.Instance);
        Book = new JobBook(Journal, Desk, Reports, workers, guard);
        Events = new EventQueue(Journal, Reports, guard);
    }

    private readonly Signer signer;
    private readonly FakeTimeProvider time;

    public FakeWorkers Workers { get; }

    public ServerClock Clock { get; }

    public AgentJournal Journal { get; }

    public JobDesk Desk { get; }

    public JobBook Book { get; }

    public Reports Reports { get; }

    public EventQueue Events { get; }

    public MemoryOutbox Out { get; private set; } = new();

    public void Offer(string id, string kind = "system.info", string args = "{}") => Desk.Offer(id, Command(id, kind, args));

    public Cmd Command(string id, string kind = "system.info", string args = "{}") =>
        signer.Sign(id, kind, args, time.GetUtcNow().AddHours(1).ToUnixTimeMilliseconds());

    public void Welcome(long epoch = 1, params Resume[] resume)
    {
        Out = new MemoryOutbox();
        Book.Welcome(new Welcome
        {
            ServerId = Signer.ServerId, Epoch = epoch, HeartbeatS = 30, License = "", Keys = "", Resume = resume,
            Limits = new WelcomeLimits { MessageBytes = 65536, LogWindowBytes = 1 << 20 }, ServerTime = time.GetUtcNow().ToUnixTimeMilliseconds(),
        }, Out);
    }
}
