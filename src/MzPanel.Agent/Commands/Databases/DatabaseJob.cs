using MzPanel.Agent.Sites;
using MzPanel.Protocol.Commands;

namespace MzPanel.Agent.Commands.Databases;

/// <summary>What every work on a database needs.</summary>
internal sealed record DatabaseJob(CommandContext Context, IDatabaseEngine Engine, TimeProvider Time)
{
    public bool DryRun => Context.Flag("dry_run");

    public DumpFolder Dumps => new(Context.Root, Engine, Time);

    /// <summary>A database that may be changed.</summary>
    public string Database() => Reserved.Database(Context.Root, Context.Text("name")!);

    /// <summary>A user who may be changed.</summary>
    public string User() => Reserved.User(Context.Text("user")!);

    public static DatabaseJob Of(CommandContext context, TimeProvider time) => new(context, context.Text("engine") switch
    {
        DatabaseArgs.MariaDb => new MariaDbEngine(context, time),
        DatabaseArgs.PostgreSql => PostgreSqlEngine.Of(context, new SwapTries(time, new Random().NextDouble)),
        _ => throw new SiteException("bad_args", "args.engine must be mariadb or postgresql"),
    }, time);

    public Task TakeAsync(IEnumerable<Step> steps, CancellationToken cancelled) => new StepRun(Context.Log, Time).TakeAsync(steps, DryRun, cancelled);

    public CommandResult Done(DatabaseFacts facts) => DryRun ? new CommandResult(0)
        : CommandResult.Done(facts with { Engine = Engine.Name, Port = Engine.Port }, CommandsJson.Plain.DatabaseFacts);
}

/// <summary>Result of the kinds that change a database or a user.</summary>
internal sealed record DatabaseFacts
{
    /// <summary><c>mariadb</c> or <c>postgresql</c>.</summary>
    public string? Engine { get; init; }

    public int? Port { get; init; }

    public string? Name { get; init; }

    public string? User { get; init; }

    /// <summary>Whether it was not there before.</summary>
    public bool? Created { get; init; }

    /// <summary>File on the VPS that holds the password.</summary>
    public string? PasswordFile { get; init; }

    /// <summary>The dump that was made, or restored.</summary>
    public string? Dump { get; init; }

    public long? DumpBytes { get; init; }

    /// <summary>Dump of what a restored database held before.</summary>
    public string? Before { get; init; }
}
