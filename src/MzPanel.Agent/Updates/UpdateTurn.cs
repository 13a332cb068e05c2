using System.Collections;
using MzPanel.Agent.Processes;

namespace MzPanel.Agent.Updates;

/// <summary>The daemon's part in an update: to make room for the new program, and as the new one to say that it is welcome.</summary>
internal sealed class UpdateTurn(UpdateFiles files, bool supervised, TimeProvider time)
{
    private const int Stdout = 1;
    private const int Stderr = 2;

    // The update this process began with: it may be what came of it, and does not make room for it.
    private string? begunWith;

    /// <summary>The program is exchanged and the result of that is on disk: the daemon is to end.</summary>
    public event Action? Due;

    /// <summary>Whether that is why it ended.</summary>
    public bool IsDue { get; private set; }

    /// <summary>At the start of the daemon: an update that nobody watches over is watched over again.</summary>
    public void Begin()
    {
        if (files.Read() is not { } update || update.Maker.IsAlive)
            return;
        begunWith = update.Id;
        if (files.Verdict() == UpdateFiles.Welcomed)
            new UpdateOutcome(files, time).Keep(update);
        else if (!StartGuard())
            files.Forget();
    }

    public void CameRound()
    {
        if (IsDue || files.Read() is not { Restart: true, Maker.IsAlive: false } update || update.Id == begunWith)
            return;
        if (!StartGuard())
        {
            files.Forget();
            return;
        }
        IsDue = true;
        Due?.Invoke();
    }

    /// <summary>The control plane has welcomed this process.</summary>
    public void Welcomed()
    {
        if (files.Read() is { } update && update.Id == begunWith && update.To == AgentVersion.Text)
            new UpdateOutcome(files, time).Keep(update);
    }

    /// <summary>Gives this process to the new program, where no service manager starts it. Returns only where that is impossible.</summary>
    public void HandOver()
    {
        if (!supervised)
            throw Exec.Into(files.Program, ["run", "--root", files.Root.Path]);
    }

    private bool StartGuard()
    {
        try
        {
            new Spawn
            {
                Path = files.Previous,
                Arguments = ["update-guard", "--root", files.Root.Path, .. supervised ? (string[])["--supervised"] : []],
                Environment = Environment.GetEnvironmentVariables().Cast<DictionaryEntry>().ToDictionary(e => (string)e.Key, e => (string)e.Value!),
                NewSession = true,
                Output = (Stdout, Stderr),
            }.Start();
            return true;
        }
        catch (SpawnException)
        {
            // There is no program to go back to: it is in its place already.
            return false;
        }
    }
}
