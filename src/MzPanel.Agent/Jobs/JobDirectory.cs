using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using MzPanel.Agent.Config;
using MzPanel.Agent.Processes;

namespace MzPanel.Agent.Jobs;

/// <summary>The directory that the daemon and the worker of one command share.</summary>
internal sealed class JobDirectory(string path)
{
    public string Path { get; } = path;

    public string WorkerLog => File("worker.log");

    public static string AllOf(AgentRoot root) => System.IO.Path.Combine(root.StateDirectory, "jobs");

    public static JobDirectory Of(AgentRoot root, string @ref) => new(System.IO.Path.Combine(AllOf(root), NameOf(@ref)));

    /// <summary>A command id comes off the wire: what is not a plain name must not become a path.</summary>
    public static string NameOf(string @ref) => @ref.Length is > 0 and <= 64 && @ref.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_')
        ? @ref : "x" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(@ref)));

    /// <summary>Lays the command down, on disk before this returns.</summary>
    public void Prepare(JobSpec spec)
    {
        PrivateFile.MakeDirectory(Path);
        PrivateFile.Write(File("command.json"), JsonSerializer.SerializeToUtf8Bytes(spec, JobFilesJson.Default.JobSpec));
        DirectorySync.Flush(System.IO.Path.GetDirectoryName(Path)!);
    }

    public JobSpec? ReadSpec() => Read("command.json", JobFilesJson.Default.JobSpec);

    /// <summary>
    /// The one right to run the command: given once, to a worker, or to nobody (<see langword="null"/>) when the daemon has to
    /// decide that a worker it cannot see will never run.
    /// </summary>
    public bool Claim(ProcessId? worker)
    {
        var mine = File($"worker.{Environment.ProcessId}");
        PrivateFile.Write(mine, worker is null ? [] : JsonSerializer.SerializeToUtf8Bytes(worker, JobFilesJson.Default.ProcessId));
        // A link is made whole or not at all, and never over another.
        var given = Libc.Link(mine, File("worker.json")) == 0;
        System.IO.File.Delete(mine);
        return given;
    }

    /// <summary>The process that runs the command, or ran it.</summary>
    public ProcessId? ReadWorker() => Read("worker.json", JobFilesJson.Default.ProcessId);

    public void WriteStop(int graceS) =>
        PrivateFile.Write(File("stop.json"), JsonSerializer.SerializeToUtf8Bytes(new JobStop(graceS), JobFilesJson.Default.JobStop));

    public JobStop? ReadStop() => Read("stop.json", JobFilesJson.Default.JobStop);

    public void WriteExit(JobExit exit) =>
        PrivateFile.Write(File("exit.json"), JsonSerializer.SerializeToUtf8Bytes(exit, JobFilesJson.Default.JobExit));

    public JobExit? ReadExit() => Read("exit.json", JobFilesJson.Default.JobExit);

    /// <summary>Secrets among the arguments are not kept longer than they are needed.</summary>
    public void ForgetSpec()
    {
        if (Directory.Exists(Path))
            System.IO.File.Delete(File("command.json"));
    }

    public void Delete()
    {
        if (Directory.Exists(Path))
            Directory.Delete(Path, recursive: true);
    }

    private string File(string name) => System.IO.Path.Combine(Path, name);

    private T? Read<T>(string name, JsonTypeInfo<T> shape) where T : class
    {
        try
        {
            var bytes = System.IO.File.ReadAllBytes(File(name));
            return bytes.Length == 0 ? null : JsonSerializer.Deserialize(bytes, shape);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException or JsonException)
        {
            return null;
        }
    }
}
