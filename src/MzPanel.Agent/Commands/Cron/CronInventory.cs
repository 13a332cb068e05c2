using MzPanel.Agent.Cron;

namespace MzPanel.Agent.Commands.Cron;

/// <summary>Result of <c>cron.list</c>.</summary>
/// <param name="Entries">Those that could be read.</param>
/// <param name="Notes">What could not, in words for people.</param>
internal sealed record CronInventory(IReadOnlyList<CronEntry> Entries, IReadOnlyList<string> Notes);

/// <summary>Something that cron runs.</summary>
/// <param name="User">As whom.</param>
/// <param name="Schedule">Five fields, or a word such as <c>@daily</c>.</param>
/// <param name="Command">The line for the shell; a very long one is cut.</param>
/// <param name="Source">File that it stands in.</param>
/// <param name="Entry">Its name, where it is one of ours.</param>
/// <param name="SiteId">The site that it is for.</param>
/// <param name="Last">What came of its last run.</param>
internal sealed record CronEntry(string User, string Schedule, string Command, string Source, string? Entry = null, string? SiteId = null, CronOutcome? Last = null);
