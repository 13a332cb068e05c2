using System.Diagnostics;
using System.Security.Cryptography;
using MzPanel.EndToEnd.Tests.Agents;
using MzPanel.Testing;

namespace MzPanel.EndToEnd.Tests.Enrollment;

/// <summary>How a script ended, and what it said.</summary>
internal sealed record ScriptRun(int Code, string Output, string Error);

/// <summary>
/// A VPS that is a directory, with a name that has to be quoted, and a <c>systemctl</c> first on its PATH that only writes down what it
/// is told.
/// </summary>
internal sealed class SandboxVps : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(120);
    private readonly TempDirectory directory = new();

    public SandboxVps()
    {
        Directory.CreateDirectory(Root);
        Directory.CreateDirectory(Tools);
        Tool("systemctl", $"printf '%s\\n' \"$*\" >>'{CallsFile}'");
    }

    public string Root => Path.Combine(directory.Path, "the vps");

    public string Tools => Path.Combine(directory.Path, "tools");

    public string Agent => Path.Combine(Root, "usr/local/bin/mzagent");

    public string Unit => Path.Combine(Root, "etc/systemd/system/mzagent.service");

    public string Config => Path.Combine(Root, "etc/mzagent/config.json");

    /// <summary>What systemctl was told, a line each.</summary>
    public string[] Calls => File.Exists(CallsFile) ? File.ReadAllLines(CallsFile) : [];

    /// <summary>What is in the VPS: path, mode and content of each file.</summary>
    public string[] Files => [.. Directory.EnumerateFiles(Root, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
        .Select(file => $"{Path.GetRelativePath(Root, file)} {Convert.ToString((int)File.GetUnixFileMode(file), 8)} {Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(file)))}")];

    /// <summary>What temporary files were left.</summary>
    public string[] Left => Directory.Exists(Temporary) ? Directory.GetFileSystemEntries(Temporary) : [];

    public string CallsFile => Path.Combine(directory.Path, "systemctl.calls");

    private string Temporary => Path.Combine(directory.Path, "tmp");

    /// <summary>A program of this name, before any other on the PATH.</summary>
    public string Tool(string name, string script)
    {
        var file = Path.Combine(Tools, name);
        File.WriteAllText(file, "#!/bin/sh\n" + script + "\n");
        File.SetUnixFileMode(file, (UnixFileMode)0b111_101_101);
        return file;
    }

    /// <summary>Pastes a line into a shell; it goes into the sandbox.</summary>
    public Task<ScriptRun> PasteAsync(string line, string? path = null) => RunAsync("sh", [], $"{line} --root '{Root}'\n", path);

    /// <summary>Runs a script that was downloaded, in the sandbox.</summary>
    public Task<ScriptRun> RunAsync(string script, InstallOffer offer, string? path = null, params string[] more) =>
        RunAsync("/bin/sh", ["-s", "--", .. offer.Arguments.Split(' '), "--root", Root, .. more], script, path, offer.Token);

    /// <summary>Runs a program with an input.</summary>
    public async Task<ScriptRun> RunAsync(string program, string[] arguments, string input, string? path = null, string? token = null)
    {
        Directory.CreateDirectory(Temporary);
        File.SetUnixFileMode(Temporary, (UnixFileMode)0b111_111_111);
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["PATH"] = path ?? $"{Tools}:{Environment.GetEnvironmentVariable("PATH")}";
        start.Environment["TMPDIR"] = Temporary;
        start.Environment["MZ_INSTALL_TOKEN"] = token;
        using var process = Process.Start(start)!;
        using var limit = new CancellationTokenSource(Limit);
        var (output, error) = (process.StandardOutput.ReadToEndAsync(limit.Token), process.StandardError.ReadToEndAsync(limit.Token));
        await FeedAsync(process, input);
        await process.WaitForExitAsync(limit.Token);
        return new(process.ExitCode, await output, await error);
    }

    /// <summary>A PATH with these programs of the system and nothing else but our tools.</summary>
    public string PathOf(params string[] programs)
    {
        foreach (var program in programs)
            Tool(program, $"exec {Array.Find(["/usr/bin/" + program, "/bin/" + program], File.Exists)} \"$@\"");
        return Tools;
    }

    /// <summary>The agent that was installed.</summary>
    public AgentProcess Start()
    {
        var agent = new AgentProcess(Root, Agent);
        agent.Run();
        return agent;
    }

    public void Dispose() => directory.Dispose();

    private static async Task FeedAsync(Process process, string input)
    {
        try
        {
            await process.StandardInput.WriteAsync(input);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It ended without reading all.
        }
    }
}
