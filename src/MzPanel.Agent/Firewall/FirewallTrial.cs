using System.Text.Json;
using MzPanel.Agent.Commands;
using MzPanel.Agent.Config;
using MzPanel.Agent.Processes;
using MzPanel.Agent.Sites;

namespace MzPanel.Agent.Firewall;

/// <summary>
/// That rules are loaded, or about to be, which nobody has confirmed (<c>/var/lib/mz/firewall-trial.json</c>). On disk before they
/// are, and gone when what is loaded is what <see cref="FirewallFile"/> says; who takes it away under the lock has decided.
/// </summary>
internal sealed record TrialRecord(string Id, int LimitS, ProcessId Worker, ProcessId? Guard = null)
{
    /// <summary>Whether anybody lives who will end it.</summary>
    public bool IsKept => Worker.IsAlive || Guard is { IsAlive: true };
}

/// <summary>Begins and ends trials.</summary>
internal sealed class FirewallTrial(CommandContext context, TimeProvider time)
{
    private AgentRoot Root => context.Root;

    public static TrialRecord? Read(AgentRoot root)
    {
        // Looked for again and again, and hardly ever there: no exception each time.
        if (!File.Exists(PathIn(root)))
            return null;
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(PathIn(root)), CommandsJson.Plain.TrialRecord);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (JsonException)
        {
            return new TrialRecord("", 0, new ProcessId(0, 0, "")); // Nobody's: there is something to put back all the same.
        }
    }

    /// <summary>Begins one, of this process; what another left behind is ended first.</summary>
    public async Task BeginAsync(string id, int limitS, CancellationToken cancelled)
    {
        using var alone = await LockAsync(cancelled);
        if (Read(Root) is { IsKept: true })
            throw new SiteException("busy", "Another change of the firewall waits to be confirmed: run this again later.");
        if (Read(Root) is not null)
            await EndAsync(cancelled);
        Write(new TrialRecord(id, limitS, ProcessId.Of(Environment.ProcessId)!));
    }

    /// <summary>This process guards it from now on; <see langword="null"/> where it is over.</summary>
    public async Task<TrialRecord?> GuardAsync(string id, CancellationToken cancelled)
    {
        using var alone = await LockAsync(cancelled);
        if (Read(Root) is not { } trial || trial.Id != id)
            return null;
        Write(trial with { Guard = ProcessId.Of(Environment.ProcessId) });
        return trial;
    }

    /// <summary>What was tried stays.</summary>
    public async Task KeepAsync(string id, FirewallSettings settings, CancellationToken cancelled)
    {
        using var alone = await LockAsync(cancelled);
        if (Read(Root)?.Id != id)
            throw new SiteException("not_confirmed", "The rules were put back before they were confirmed.");
        FirewallFile.Write(Root, settings);
        SystemFile.Delete(PathIn(Root));
    }

    /// <summary>What was before is loaded again, unless somebody else has done so.</summary>
    public async Task PutBackAsync(string id, CancellationToken cancelled)
    {
        using var alone = await LockAsync(cancelled);
        if (Read(Root)?.Id == id)
            await EndAsync(cancelled);
    }

    /// <summary>Loads what is in the file: after a boot, and where a trial was left alone.</summary>
    public async Task RestoreAsync(CancellationToken cancelled)
    {
        using var alone = await LockAsync(cancelled);
        if (Read(Root) is not { IsKept: true })
            await EndAsync(cancelled);
    }

    private async Task EndAsync(CancellationToken cancelled)
    {
        await Nft.LoadAsync(context, FirewallFile.Read(Root), cancelled);
        SystemFile.Delete(PathIn(Root));
    }

    private void Write(TrialRecord trial) =>
        SystemFile.Write(PathIn(Root), JsonSerializer.SerializeToUtf8Bytes(trial, CommandsJson.Plain.TrialRecord), SystemFile.OwnerOnly);

    private Task<IDisposable> LockAsync(CancellationToken cancelled) =>
        SiteLock.TakeAsync(Root, "/var/lib/mz/firewall.lock", "the firewall", time, cancelled);

    private static string PathIn(AgentRoot root) => root.Resolve("/var/lib/mz/firewall-trial.json");
}
