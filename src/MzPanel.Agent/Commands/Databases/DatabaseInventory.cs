namespace MzPanel.Agent.Commands.Databases;

/// <summary>Result of <c>database.list</c>.</summary>
/// <param name="Databases">Those that could be read.</param>
/// <param name="Notes">Why there is nothing of an engine, in words for people.</param>
internal sealed record DatabaseInventory(IReadOnlyList<DatabaseState> Databases, IReadOnlyList<string> Notes);

/// <summary>A database.</summary>
/// <param name="Name">As its engine calls it.</param>
/// <param name="Engine"><c>mariadb</c> or <c>postgresql</c>.</param>
/// <param name="SizeBytes">Of its tables and indexes.</param>
/// <param name="Port">Which PostgreSQL it is in: several may run.</param>
/// <param name="SiteId">The site whose database it is, where it is one's.</param>
internal sealed record DatabaseState(string Name, string Engine, long SizeBytes, int? Port = null, string? SiteId = null);

/// <summary>A line of what an engine says.</summary>
internal sealed record DatabaseSize(string Name, long SizeBytes);
