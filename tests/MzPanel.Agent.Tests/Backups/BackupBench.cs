using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using MzPanel.Agent.Commands;
using MzPanel.Agent.Config;
using MzPanel.Agent.Enrollment;
using MzPanel.Agent.Processes;
using MzPanel.Agent.Tests.Commands;
using MzPanel.Protocol.License;
using Sandbox = MzPanel.Agent.Tests.Sandboxes.Sandbox;

namespace MzPanel.Agent.Tests.Backups;

/// <summary>A server of its own beneath a sandbox root, which makes backups with the real restic.</summary>
internal sealed class BackupBench : IDisposable
{
    public const string ServerId = "srv_one";
    public const string Plan = "plan_one";
    private readonly StopRequest stop = new(TimeProvider.System);

    public BackupBench()
    {
        using var signing = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        // The user of PostgreSQL has to come to its sockets and dumps.
        File.SetUnixFileMode(Sandbox.Root.Path, (UnixFileMode)0x1ED);
        ConfigFile.Save(Sandbox.Root, new AgentConfig { ServerId = ServerId, AgentToken = "mzp_agt_1", ConnectUrl = "wss://127.0.0.1:1/", Keys = new KeyPair { Current = Jwk.Of(signing) } });
        SealKey.PublicPart(Sandbox.Root.Resolve(SealKey.Path));
        Programs = new WatchedPrograms(new Programs(stop));
    }

    public Sandbox Sandbox { get; } = new(inMemory: true);

    public AgentRoot Root => Sandbox.Root;

    public MemoryLog Log { get; } = new();

    public WatchedPrograms Programs { get; }

    /// <summary>Opens every repository of this bench, unless a destination says otherwise.</summary>
    public string Password { get; } = "canary-password-" + Guid.NewGuid().ToString("N");

    public string Said => string.Join('\n', Log.Lines.Select(l => l.Text));

    public JsonObject Destination(string id, string type, JsonObject config, Dictionary<string, string>? credentials = null)
    {
        using var key = SealKey.PrivatePart(Root.Resolve(SealKey.Path))!;
        var all = new Dictionary<string, string> { ["password"] = Password };
        foreach (var (name, value) in credentials ?? [])
            all[name] = value;
        return new JsonObject { ["id"] = id, ["type"] = type, ["config"] = config, ["sealed"] = Seals.Seal(key, all) };
    }

    public JsonObject Local(string id = "dest_local", string path = "/mnt/backup", string? password = null) =>
        Destination(id, "local", new JsonObject { ["path"] = path }, password is null ? null : new() { ["password"] = password });

    public Task<CommandResult> BackupAsync(JsonObject destination, string plan = Plan, string more = "") =>
        RunAsync("backup.run", $$"""{"plan_id":"{{plan}}","kind":"full","paths":["/srv"],"destinations":[{{destination.ToJsonString()}}]{{more}}}""");

    public Task<CommandResult> RestoreAsync(JsonObject destination, string snapshot, string target, string more = "", string plan = Plan) =>
        RunAsync("backup.restore", $$"""{"plan_id":"{{plan}}","snapshot":"{{snapshot}}","target":"{{target}}","destination":{{destination.ToJsonString()}}{{more}}}""");

    /// <summary>A backup that must come about at its one destination; the snapshot.</summary>
    public async Task<string> SnapshotAsync(JsonObject destination, string plan = Plan, string more = "")
    {
        var result = await BackupAsync(destination, plan, more);
        Assert.True(result.ExitCode == 0, $"{result.Error}\n{Said}");
        return At(result, 0).GetProperty("snapshot").GetString()!;
    }

    public static JsonElement At(CommandResult result, int destination) => result.Result!.Value.GetProperty("destinations")[destination];

    public async Task<CommandResult> RunAsync(string kind, string args, IPrograms? programs = null)
    {
        using var json = JsonDocument.Parse(args);
        var command = CommandSet.Find(kind)!;
        Assert.Empty(command.Kind.Args.Check(json.RootElement));
        var context = new CommandContext(json.RootElement, Root, LocalPolicy.Read(Root), Log, programs ?? Programs);
        return await command.RunAsync(context, TestContext.Current.CancellationToken);
    }

    /// <summary>Work with what a command may use.</summary>
    public Task WithAsync(Func<CommandContext, Task> work, string? job = null) =>
        work(new CommandContext(JsonElement.Parse("{}"), Root, LocalPolicy.Read(Root), Log, Programs, job: job));

    public void Dispose()
    {
        stop.Dispose();
        Sandbox.Dispose();
    }
}
