using MzPanel.Agent.Sites;

namespace MzPanel.Agent.Commands.Databases;

/// <summary>A database server of this VPS, with the rights of its own administrator. Names come checked and are checked again where they are used.</summary>
internal interface IDatabaseEngine
{
    /// <summary><c>mariadb</c> or <c>postgresql</c>.</summary>
    string Name { get; }

    int? Port { get; }

    /// <summary>Where programs on this VPS reach it.</summary>
    string Address { get; }

    /// <summary>How its dumps end.</summary>
    string DumpSuffix { get; }

    /// <summary>Whether it is there and takes its administrator's word.</summary>
    Task CheckAsync(CancellationToken cancelled);

    /// <summary>Undoes what a restore that was killed has left.</summary>
    Task RecoverAsync(CancellationToken cancelled);

    Task<bool> HasAsync(string database, CancellationToken cancelled);

    /// <summary>Makes a database, or finishes one of which a run that was killed has made half; one that is somebody's stays as it is.</summary>
    Task<IReadOnlyList<Step>> MakeAsync(string database, bool exists, CancellationToken cancelled);

    Task RemoveAsync(string database, CancellationToken cancelled);

    Task DumpAsync(string database, string file, CancellationToken cancelled);

    /// <summary>Puts a dump in the place of what a database holds.</summary>
    /// <param name="database">The database.</param>
    /// <param name="dump">The dump.</param>
    /// <param name="before">A dump of what it holds now; <see langword="null"/> where it is not there.</param>
    IEnumerable<Step> Restore(string database, string dump, string? before);

    /// <summary>Whether there is such a user; one that administers the server is refused.</summary>
    Task<bool> HasUserAsync(string user, CancellationToken cancelled);

    Task MakeUserAsync(string user, string password, CancellationToken cancelled);

    Task SetPasswordAsync(string user, string password, CancellationToken cancelled);

    Task RemoveUserAsync(string user, CancellationToken cancelled);

    /// <summary>Gives rights in the place of those of before; none where <paramref name="rights"/> is <see langword="null"/>.</summary>
    Task GrantAsync(string database, string user, string? rights, CancellationToken cancelled);
}
