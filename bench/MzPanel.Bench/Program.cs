using MzPanel.Bench;

// bench/run.sh [--postgres] [case …]: start dispatch many site log readback heartbeat memory agent signin; all of them where none is named.
// --postgres: the first four with a private PostgreSQL instead of SQLite.
if (args is [StartCase.Nothing])
    return 0;
string[] either = ["start", "dispatch", "many", "site"];
var usePostgres = args.Contains("--postgres");
string[] all = usePostgres ? either : [.. either, "log", "readback", "heartbeat", "memory", "agent", "signin"];
string[] named = [.. args.Where(a => a != "--postgres")];
var cases = named.Length == 0 ? all : named;
if (cases.FirstOrDefault(c => !all.Contains(c)) is { } unknown)
{
    Console.Error.WriteLine($"There is no case '{unknown}' here. Cases: {string.Join(", ", all)}.");
    return 2;
}
await using var records = await Records.OfAsync(usePostgres);
foreach (var name in cases)
{
    Console.WriteLine($"## {name}");
    await (name switch
    {
        "start" => StartCase.RunAsync(records),
        "dispatch" => DispatchCase.RunAsync(records),
        "many" => ManyCase.RunAsync(records),
        "site" => SiteCase.RunAsync(records),
        "log" => LogCase.RunAsync(),
        "readback" => ReadbackCase.RunAsync(),
        "heartbeat" => HeartbeatCase.RunAsync(),
        "memory" => MemoryCase.RunAsync(),
        "signin" => SignInCase.RunAsync(),
        _ => AgentCase.RunAsync(),
    });
}
return 0;
