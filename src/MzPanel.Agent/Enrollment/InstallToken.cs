namespace MzPanel.Agent.Enrollment;

/// <summary>Where the install token comes from: the option, the environment, or a line of standard input.</summary>
internal static class InstallToken
{
    public const string Variable = "MZ_INSTALL_TOKEN";
    private const int LongestLine = 1024;

    public static string Read(string? option)
    {
        var token = option ?? Environment.GetEnvironmentVariable(Variable) ?? StandardInput();
        if (token.Trim() is { Length: > 0 } given)
            return given;
        throw new AgentException(ExitCode.WrongUsage, $"no install token: give it by --token, {Variable} or standard input");
    }

    private static string StandardInput()
    {
        if (!Console.IsInputRedirected)
            Console.Error.Write("Install token: ");
        var line = new List<char>();
        for (var next = Console.In.Read(); next is not (-1 or '\n') && line.Count < LongestLine; next = Console.In.Read())
            line.Add((char)next);
        return new string([.. line]);
    }
}
