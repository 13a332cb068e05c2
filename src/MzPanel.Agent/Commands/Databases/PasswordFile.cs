using System.Globalization;
using System.Text;
using MzPanel.Agent.Config;
using MzPanel.Agent.Sites;
using MzPanel.Agent.Sites.Databases;

namespace MzPanel.Agent.Commands.Databases;

/// <summary>Where a password that was made up is left for whoever may read root's files on the VPS; nothing else knows it.</summary>
internal sealed class PasswordFile(AgentRoot root, IDatabaseEngine engine, string user)
{
    public string Path { get; } = root.Resolve(string.Create(CultureInfo.InvariantCulture,
        $"/etc/mz/database-users/{engine.Name}{(engine.Port is { } port ? $"-{port}" : "")}-{SqlName.Of(user)}.txt"));

    public bool IsThere => File.Exists(Path);

    public byte[]? Read() => IsThere ? File.ReadAllBytes(Path) : null;

    public void Leave(string password) => Write(Encoding.UTF8.GetBytes(
        $"""
        Sign in to {engine.Name} at {engine.Address}
        user: {user}
        password: {password}

        Nothing needs this file: remove it once the password is where it is used.

        """));

    /// <summary>As it was.</summary>
    public void Restore(byte[]? before)
    {
        if (before is null)
            SystemFile.Delete(Path);
        else
            Write(before);
    }

    private void Write(byte[] content)
    {
        SystemFile.MakeDirectory(System.IO.Path.GetDirectoryName(Path)!, SystemFile.OwnerDirectory);
        SystemFile.Write(Path, content, SystemFile.OwnerOnly);
    }
}
