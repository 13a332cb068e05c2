using System.Reflection;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;
using MzPanel.Data;
using MzPanel.Data.Jobs;
using MzPanel.Grains.Jobs;
using MzPanel.Grains.Refusals;
using MzPanel.Grains.Servers;
using MzPanel.Silo.Http;
using MzPanel.Silo.Jobs;
using Orleans.Serialization;

namespace MzPanel.Silo.Tests.Jobs;

public sealed class JobSubmissionTests(Panel panel) : IClassFixture<Panel>
{
    public static TheoryData<string> LostReplies => ["timeout", "silo", "storage"];

    [Theory, MemberData(nameof(LostReplies))]
    public async Task A_job_whose_reply_was_lost_is_accepted_where_the_records_hold_it(string how)
    {
        var job = await NewJobAsync();

        var result = await Submission(async () => await panel.Grains.GetGrain<IServerGrain>(job.ServerId).Submit(job), how).AcceptAsync(job, new Idempotency());

        Assert.Equal(202, Assert.IsAssignableFrom<IStatusCodeHttpResult>(result).StatusCode);
        Assert.NotNull(await panel.Service<JobRecords>().FindAsync(job.Id));
    }

    [Theory, MemberData(nameof(LostReplies))]
    public async Task A_job_that_the_records_do_not_hold_is_not_claimed(string how)
    {
        var job = await NewJobAsync();

        var refusal = await Assert.ThrowsAsync<PanelException>(() => Submission(() => Task.CompletedTask, how).AcceptAsync(job, new Idempotency()));

        Assert.Equal((PanelError.Unavailable, 1), (refusal.Error, refusal.RetryAfterS));
    }

    [Theory]
    [InlineData(StorageFault.Full)]
    [InlineData(StorageFault.Unavailable)]
    [InlineData(StorageFault.OutcomeUnknown)]
    public void A_fault_of_the_records_stays_what_it_is_between_silos(StorageFault fault)
    {
        var (serializer, copier) = (panel.Service<Serializer>(), panel.Service<DeepCopier>());
        var thrown = new StorageException(fault, "no room", new IOException("x"));

        var arrived = serializer.Deserialize<Exception>(serializer.SerializeToArray<Exception>(thrown));

        Assert.Equal(fault, StorageException.Of(arrived!)?.Fault);
        Assert.Equal(fault, StorageException.Of(copier.Copy<Exception>(thrown)!)?.Fault);
    }

    [Fact]
    public void A_refusal_keeps_its_fields_and_its_time_between_silos()
    {
        var serializer = panel.Service<Serializer>();
        var thrown = new PanelException(PanelError.ValidationFailed, "No.", new Dictionary<string, string[]> { ["a"] = ["b"] }, 7);

        var arrived = Assert.IsType<PanelException>(serializer.Deserialize<Exception>(serializer.SerializeToArray<Exception>(thrown)));

        Assert.Equal((PanelError.ValidationFailed, "No.", "b", 7), (arrived.Error, arrived.Message, arrived.Details!["a"][0], arrived.RetryAfterS));
    }

    private JobSubmission Submission(Func<Task> effect, string how) =>
        new(UnluckyGrains.Make(effect, Fault(how)), panel.Service<JobRecords>(), NullLogger<JobSubmission>.Instance);

    private static Exception Fault(string how) => how switch
    {
        "timeout" => new TimeoutException(),
        "silo" => new OrleansException("The silo is gone."),
        _ => new StorageException(StorageFault.OutcomeUnknown, "?"),
    };

    private async Task<NewJob> NewJobAsync()
    {
        var tenant = await panel.TenantAsync();
        return new NewJob
        {
            Id = RecordId.New("job"),
            WorkspaceId = tenant.WorkspaceId,
            ServerId = (await tenant.ServerAsync()).Id,
            Kind = "system.info",
            Args = "{}",
            Mutating = false,
            TimeoutS = 60,
            CreatedAt = panel.Now,
            QueueDeadline = panel.Now + 60_000,
            Caller = new Caller("user", tenant.UserId, "a", null, null),
        };
    }
}

/// <summary>Grains whose replies get lost: a call has its effect, then fails.</summary>
public class UnluckyGrains : DispatchProxy
{
    private Func<Task>? effect;
    private Exception? fault;

    internal static IGrainFactory Make(Func<Task> effect, Exception fault) => Made<IGrainFactory>(effect, fault);

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) =>
        targetMethod!.Name == nameof(IGrainFactory.GetGrain) ? Made<IServerGrain>(effect!, fault!) : LoseAsync();

    private static T Made<T>(Func<Task> effect, Exception fault) where T : class
    {
        var made = Create<T, UnluckyGrains>();
        ((UnluckyGrains)(object)made).effect = effect;
        ((UnluckyGrains)(object)made).fault = fault;
        return made;
    }

    private async Task<SubmitReply> LoseAsync()
    {
        await effect!();
        throw fault!;
    }
}
