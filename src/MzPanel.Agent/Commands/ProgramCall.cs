namespace MzPanel.Agent.Commands;

/// <summary>
/// A program with its argument vector, never a shell string. <paramref name="Program"/> is a path, or a name that is looked up
/// in the usual directories. <paramref name="Environment"/> is added to a small clean one. <paramref name="Input"/> is what it reads
/// from its standard input, and the place for what nobody else on the VPS may see; <paramref name="Secrets"/> are masked in what it
/// says into the log. What it writes to <paramref name="AlsoStdout"/> goes where its standard output does. <paramref name="InputFile"/>
/// and <paramref name="OutputFile"/> are opened here and handed over: the program's user need not be able to reach them.
/// </summary>
internal sealed record ProgramCall(
    string Program,
    IReadOnlyList<string> Arguments,
    string? WorkingDirectory = null,
    IReadOnlyDictionary<string, string>? Environment = null,
    string? User = null,
    string? Input = null,
    IReadOnlyList<string>? Secrets = null,
    int? AlsoStdout = null,
    string? InputFile = null,
    string? OutputFile = null);
