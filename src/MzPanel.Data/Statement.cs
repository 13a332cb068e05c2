namespace MzPanel.Data;

/// <summary>
/// One statement of an operation, in SQL that both databases understand. The value of the first parameter of an operation's
/// first statement names the row it locks first: groups are sorted by it, so that two silos never lock in opposite order.
/// </summary>
/// <param name="Sql">Text with <c>@name</c> parameters; must be constant, since commands are prepared once per text.</param>
/// <param name="Parameters">Text, integer, flag, <c>byte[]</c> or <see langword="null"/> values, each of one kind; what the text does not use is left out.</param>
public sealed record Statement(string Sql, params (string Name, object? Value)[] Parameters);
