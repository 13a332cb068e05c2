namespace MzPanel.Agent.Commands.Databases;

/// <summary>Result of <c>database.users</c>.</summary>
/// <param name="Users">Those that could be read.</param>
/// <param name="Notes">Why there is nothing of an engine, in words for people.</param>
internal sealed record DatabaseUserInventory(IReadOnlyList<DatabaseUser> Users, IReadOnlyList<string> Notes);

/// <summary>Somebody who may sign in to a database server.</summary>
/// <param name="Name">As the engine calls the user.</param>
/// <param name="Engine"><c>mariadb</c> or <c>postgresql</c>.</param>
/// <param name="Port">Which PostgreSQL.</param>
/// <param name="Host">From where, for MariaDB; the kinds change users at <c>localhost</c> only.</param>
/// <param name="Reserved">Whether no kind changes it.</param>
/// <param name="Databases">What it may do where.</param>
internal sealed record DatabaseUser(string Name, string? Engine, int? Port, string? Host, bool Reserved, IReadOnlyList<DatabaseRight> Databases);

/// <param name="Name">Database.</param>
/// <param name="Rights"><c>read</c>, <c>write</c> or <c>all</c>.</param>
internal sealed record DatabaseRight(string Name, string Rights);
