using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using MzPanel.Data;
using MzPanel.Data.Audit;
using MzPanel.Data.License;
using MzPanel.Grains;
using MzPanel.Grains.Audit;
using MzPanel.Grains.License;
using MzPanel.Silo.Audit;
using MzPanel.Testing;

namespace MzPanel.Silo.Tests.Audit;

/// <summary>The audit of one workspace, its chain and its checkpoints, as one silo keeps them.</summary>
internal sealed class ChainedAudit : IDisposable
{
    public const string Workspace = "wks_1";
    public const string File = "checkpoints.jws";
    private readonly AuditVerification verification;
    private readonly Checkpoints checkpoints;

    private ChainedAudit(Database records, MasterKey master, KeyRing keys, CheckpointFile file, FakeTimeProvider time)
    {
        (Records, Time) = (records, time);
        var (rows, chain, kept) = (new AuditChainRecords(records), new AuditChain(master), new CheckpointRecords(records));
        var reader = new ChainReader(rows, chain);
        Copies = new CheckpointCopies(kept, reader, keys, file, NullLogger<CheckpointCopies>.Instance);
        checkpoints = new Checkpoints(kept, Copies, keys, time);
        verification = new AuditVerification(reader, checkpoints);
        Chainer = new AuditChainer(rows, chain, records, new Jitter(new Random(1)), time, NullLogger<AuditChainer>.Instance);
    }

    public Database Records { get; }

    public FakeTimeProvider Time { get; }

    public AuditChainer Chainer { get; }

    public CheckpointCopies Copies { get; }

    /// <param name="records">The database.</param>
    /// <param name="directory">Of the master key; silos share it.</param>
    /// <param name="file">Where this silo copies checkpoints to.</param>
    public static async Task<ChainedAudit> OpenAsync(Database records, string directory, string file = File)
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));
        var master = await MasterKey.LoadAsync(Path.Combine(directory, "master.key"), records);
        var keys = await KeyRing.LoadAsync(new SigningKeyRecords(records), master, time);
        var audit = new ChainedAudit(records, master, keys, new CheckpointFile(Path.Combine(directory, file)), time);
        await audit.Copies.LoadAsync();
        return audit;
    }

    public async Task WriteAsync(int rows)
    {
        for (var i = 0; i < rows; i++)
            await new AuditRecords(Records).AddAsync(Seed.Entry(Workspace, $"thing.do{i}") with { ServerId = $"srv_{i}", Details = $$"""{"n":{{i}}}""" });
    }

    /// <summary>Signs how far the chain goes, and copies it into the file.</summary>
    public async Task SignAsync()
    {
        Time.Advance(TimeSpan.FromMinutes(2));
        await checkpoints.SignAsync(CancellationToken.None);
        await Copies.CopyAsync(CancellationToken.None);
    }

    public Task<AuditVerdict> VerifyAsync(string workspace = Workspace) => verification.VerifyAsync(workspace, CancellationToken.None);

    public void Dispose()
    {
        Chainer.Dispose();
        verification.Dispose();
    }
}
