using System.Data.Common;
using MzPanel.Data;
using MzPanel.Data.Storage;
using MzPanel.Simulation.Tests.Cluster;
using MzPanel.Simulation.Tests.Engine;
using Npgsql;

namespace MzPanel.Simulation.Tests.Storage;

/// <summary>
/// One silo's way to the records: each write takes its time, in order, and may fail before or after its commit. What is under
/// way when the silo is killed is committed or not.
/// </summary>
internal sealed class SimStore : IStore, ITransactor
{
    private readonly World world;
    private readonly SimLoop loop;

    public SimStore(World world, SimSilo silo)
    {
        (this.world, loop) = (world, silo.Loop);
        Control = Writer();
        Log = Writer();
    }

    public RecordWriter Control { get; }

    public RecordWriter Log { get; }

    public NpgsqlDataSource? Postgres => null;

    public async Task<DbConnection> ReadAsync(CancellationToken ct)
    {
        if (loop.Dice.Chance(0.2))
            await loop.DelayAsync(loop.Dice.Between(0, 3));
        return world.Weather.Away ? throw Away() : world.Records.Reader;
    }

    public Task<T> TransactAsync<T>(Func<DbConnection, DbTransaction, CancellationToken, Task<T>> work, CancellationToken ct) =>
        throw new NotSupportedException("Grains write operations, not transactions.");

    public Task RunApartAsync(IReadOnlyList<Statement> op) => Control.WriteAsync(op);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static StorageException Away() => new(StorageFault.Unavailable, "simulated: away");

    private RecordWriter Writer()
    {
        var busyUntil = 0L;
        return new RecordWriter(
            (op, _) =>
            {
                busyUntil = Math.Max(busyUntil, loop.Now + loop.Dice.Between(0, world.Weather.Slowest));
                return WriteAsync(op, busyUntil - loop.Now);
            },
            this);
    }

    private Task<int[]> WriteAsync(IReadOnlyList<Statement> op, long takes)
    {
        var outcome = new TaskCompletionSource<int[]>();
        var origin = Origin.Now;
        loop.After(takes, () =>
        {
            var answer = Carry(op, origin);
            loop.After(loop.Dice.Between(0, 2), () => Answer(outcome, answer));
        });
        return outcome.Task;
    }

    private Task<int[]> Carry(IReadOnlyList<Statement> op, Origin? origin)
    {
        var weather = world.Weather;
        if (weather.Away || loop.Dice.Chance(weather.FailsBefore))
            return Task.FromException<int[]>(Away());
        if (loop.Dice.Chance(weather.WriteLost))
            return Task.FromException<int[]>(new StorageException(StorageFault.OutcomeUnknown, "simulated: lost"));
        var answer = world.Records.Commit([.. op.Select(world.Defect.Write).OfType<Statement>()]);
        if (answer.IsCompletedSuccessfully)
            world.Watch.Committed(op, answer.Result, origin);
        return loop.Dice.Chance(weather.AnswerLost)
            ? Task.FromException<int[]>(new StorageException(StorageFault.OutcomeUnknown, "simulated: unconfirmed")) : answer;
    }

    private static void Answer(TaskCompletionSource<int[]> outcome, Task<int[]> answer)
    {
        if (answer.Exception is { } fault)
            outcome.SetException(fault.InnerExceptions);
        else
            outcome.SetResult(answer.Result);
    }
}
