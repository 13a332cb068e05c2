using MzPanel.Bench;
using MzPanel.Bench.Beside;
using MzPanel.Bench.Results;
using MzPanel.Bench.Scale;

// bench/run.sh [--postgres] [--repeat N] [--record] [--compare] [case …]; all of them where none is named.
// --postgres: the first eight with a private PostgreSQL instead of SQLite, and the cases of a cluster.
if (args is [StartCase.Nothing])
    return 0;
if (args is [Crowd.Argument, .. var silos])
{
    await Crowd.RunAsync(silos);
    return 0;
}
if (args is [BareKestrel.Argument, var address])
{
    await BareKestrel.RunAsync(address);
    return 0;
}
if (RunOptions.Parse(args) is not { } options)
{
    Console.Error.WriteLine("bench/run.sh [--postgres] [--repeat N] [--record] [--compare] [case …]");
    return 2;
}
var report = new Report();
await using var records = await Records.OfAsync(options.Postgres);
var either = new Dictionary<string, Func<Task>>
{
    ["start"] = () => StartCase.RunAsync(records, report),
    ["dispatch"] = () => DispatchCase.RunAsync(records, report),
    ["many"] = () => ManyCase.RunAsync(records, report),
    ["site"] = () => SiteCase.RunAsync(records, report),
    ["rollout"] = () => RolloutCase.RunAsync(records, report),
    ["rollout10k"] = () => LargeRolloutCase.RunAsync(records, report),
    ["soak"] = () => SoakCase.RunAsync(records, report),
    ["schedules"] = () => ScheduleCase.RunAsync(records, report),
    ["noisy"] = () => NoisyCase.RunAsync(records, report),
    ["watchers"] = () => WatchersCase.RunAsync(records, report),
};
var embedded = new Dictionary<string, Func<Task>>(either)
{
    ["log"] = () => LogCase.RunAsync(report),
    ["readback"] = () => ReadbackCase.RunAsync(report),
    ["heartbeat"] = () => HeartbeatCase.RunAsync(report),
    ["memory"] = () => MemoryCase.RunAsync(report),
    ["agent"] = () => AgentCase.RunAsync(report),
    ["signin"] = () => SignInCase.RunAsync(report),
    ["scale"] = ScaleCase.RunAsync,
};
var clustered = new Dictionary<string, Func<Task>>(either)
{
    ["three"] = () => ManyCase.RunAsync(records.Postgres, 3, report),
    ["remote"] = () => RemoteCase.RunAsync(records.Postgres, report),
    ["viewer"] = () => ViewerCase.RunAsync(records.Postgres, report),
    ["jobs"] = () => JobsCase.RunAsync(records.Postgres, report),
    ["lines"] = () => LinesCase.RunAsync(records.Postgres, report),
    ["return"] = () => ReturnCase.RunAsync(records.Postgres, 1, 10_000, report),
    ["return3"] = () => ReturnCase.RunAsync(records.Postgres, 3, 3_000, report),
    ["idle"] = () => IdleCase.RunAsync(records.Postgres, 1, report, 1_000, 10_000),
    ["growth"] = () => GrowthCase.RunAsync(records.Postgres, report, Outcome.PictureOf("growth", options.Record)),
    ["idle3"] = () => IdleCase.RunAsync(records.Postgres, 3, report, 9_000),
    ["return-small"] = () => ReturnCase.RunAsync(records.Postgres, 1, 1_500, report),
};
var all = options.Postgres ? clustered : embedded;
// Only by name: one takes an hour, the other tries the load itself.
var cases = options.Cases.Count == 0 ? all.Keys.Except(["soak", "return-small"]) : options.Cases;
if (cases.FirstOrDefault(c => !all.ContainsKey(c)) is { } unknown)
{
    Console.Error.WriteLine($"There is no case '{unknown}' here. Cases: {string.Join(", ", all.Keys)}.");
    return 2;
}
foreach (var name in cases)
    for (var run = 1; run <= options.Repeat; run++)
    {
        Console.WriteLine($"## {name} (load average {Circumstances.Load()}{(options.Repeat > 1 ? $", run {run}" : "")})");
        report.Begin(options.NameOf(name));
        await all[name]();
    }
return Outcome.Settle(report, options) ? 0 : 1;
