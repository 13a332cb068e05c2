using MzPanel.Bench;

// bench/run.sh [--postgres] [case …]; all of them where none is named.
// --postgres: the first six with a private PostgreSQL instead of SQLite, and the cases of a cluster.
if (args is [StartCase.Nothing])
    return 0;
if (args is [Crowd.Argument, .. var silos])
{
    await Crowd.RunAsync(silos);
    return 0;
}
var usePostgres = args.Contains("--postgres");
await using var records = await Records.OfAsync(usePostgres);
var either = new Dictionary<string, Func<Task>>
{
    ["start"] = () => StartCase.RunAsync(records),
    ["dispatch"] = () => DispatchCase.RunAsync(records),
    ["many"] = () => ManyCase.RunAsync(records),
    ["site"] = () => SiteCase.RunAsync(records),
    ["rollout"] = () => RolloutCase.RunAsync(records),
    ["schedules"] = () => ScheduleCase.RunAsync(records),
};
var embedded = new Dictionary<string, Func<Task>>(either)
{
    ["log"] = LogCase.RunAsync,
    ["readback"] = ReadbackCase.RunAsync,
    ["heartbeat"] = HeartbeatCase.RunAsync,
    ["memory"] = MemoryCase.RunAsync,
    ["agent"] = AgentCase.RunAsync,
    ["signin"] = SignInCase.RunAsync,
};
var clustered = new Dictionary<string, Func<Task>>(either)
{
    ["three"] = () => ManyCase.RunAsync(records.Postgres, 3),
    ["remote"] = () => RemoteCase.RunAsync(records.Postgres),
    ["viewer"] = () => ViewerCase.RunAsync(records.Postgres),
    ["return"] = () => ReturnCase.RunAsync(records.Postgres, 1, 10_000),
    ["return3"] = () => ReturnCase.RunAsync(records.Postgres, 3, 3_000),
    // Tries the load itself.
    ["return-small"] = () => ReturnCase.RunAsync(records.Postgres, 1, 1_500),
};
var all = usePostgres ? clustered : embedded;
string[] named = [.. args.Where(a => a != "--postgres")];
var cases = named.Length == 0 ? all.Keys.Where(name => name != "return-small") : named;
if (cases.FirstOrDefault(c => !all.ContainsKey(c)) is { } unknown)
{
    Console.Error.WriteLine($"There is no case '{unknown}' here. Cases: {string.Join(", ", all.Keys)}.");
    return 2;
}
foreach (var name in cases)
{
    Console.WriteLine($"## {name} (load average {File.ReadAllText("/proc/loadavg").Split(' ')[0]})");
    await all[name]();
}
return 0;
