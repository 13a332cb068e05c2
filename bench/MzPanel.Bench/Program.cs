using MzPanel.Bench;

// bench/run.sh [case …]: start dispatch log readback heartbeat memory agent signin; all of them where none is named.
if (args is [StartCase.Nothing])
    return 0;
string[] all = ["start", "dispatch", "log", "readback", "heartbeat", "memory", "agent", "signin"];
var cases = args.Length == 0 ? all : args;
if (cases.FirstOrDefault(c => !all.Contains(c)) is { } unknown)
{
    Console.Error.WriteLine($"There is no case '{unknown}'. Cases: {string.Join(", ", all)}.");
    return 2;
}
foreach (var name in cases)
{
    Console.WriteLine($"## {name}");
    await (name switch
    {
        "start" => StartCase.RunAsync(),
        "dispatch" => DispatchCase.RunAsync(),
        "log" => LogCase.RunAsync(),
        "readback" => ReadbackCase.RunAsync(),
        "heartbeat" => HeartbeatCase.RunAsync(),
        "memory" => MemoryCase.RunAsync(),
        "signin" => SignInCase.RunAsync(),
        _ => AgentCase.RunAsync(),
    });
}
return 0;
