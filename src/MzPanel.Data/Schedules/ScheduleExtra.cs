namespace MzPanel.Data.Schedules;

/// <summary>What belongs to a schedule in tables of another room, and changes with it in one commit.</summary>
/// <param name="And">A condition that ends with that of the schedule's own row.</param>
/// <param name="Then">Statements that ask for <see cref="ScheduleRecords.Won"/>.</param>
/// <param name="Values">Their parameters.</param>
internal sealed record ScheduleExtra(string And, IReadOnlyList<string> Then, params (string, object?)[] Values)
{
    public static ScheduleExtra None { get; } = new("", []);

    public IEnumerable<Statement> Statements((string, object?)[] all) => Then.Select(sql => new Statement(sql, all));
}
