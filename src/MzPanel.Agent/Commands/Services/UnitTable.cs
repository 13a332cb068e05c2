namespace MzPanel.Agent.Commands.Services;

/// <summary>Reads what systemctl prints for programs.</summary>
internal static class UnitTable
{
    public const string Suffix = ".service";

    /// <summary>Properties asked of <c>systemctl show</c>.</summary>
    public const string Properties = "--property=Id,LoadState,ActiveState,UnitFileState";

    /// <summary>Units of <c>systemctl show</c>: blocks of <c>Name=value</c>, an empty line between two; those without a unit file are left out.</summary>
    public static IReadOnlyList<ServiceState> Loaded(string show) =>
        [.. show.Split("\n\n", StringSplitOptions.RemoveEmptyEntries).Select(Unit).OfType<ServiceState>()];

    /// <summary>Units of <c>systemctl list-unit-files</c>: name and state in columns. Templates and aliases are no services.</summary>
    public static IReadOnlyList<ServiceState> Files(string listUnitFiles)
    {
        var units = new List<ServiceState>();
        foreach (var line in listUnitFiles.Split('\n'))
            if (line.Split(' ', StringSplitOptions.RemoveEmptyEntries) is [var file, var state, ..]
                && file.EndsWith(Suffix, StringComparison.Ordinal) && !file.EndsWith('@' + Suffix, StringComparison.Ordinal) && state != "alias")
                units.Add(new ServiceState(Short(file), "inactive", IsEnabled(state)));
        return units;
    }

    public static string Short(string unit) => unit.EndsWith(Suffix, StringComparison.Ordinal) ? unit[..^Suffix.Length] : unit;

    private static ServiceState? Unit(string block)
    {
        var fields = block.Split('\n').Select(line => line.Split('=', 2)).Where(pair => pair.Length == 2).ToDictionary(p => p[0], p => p[1]);
        if (fields.GetValueOrDefault("LoadState") is null or "not-found" || fields.GetValueOrDefault("Id") is not { } id)
            return null;
        return new ServiceState(Short(id), fields.GetValueOrDefault("ActiveState", "unknown"), IsEnabled(fields.GetValueOrDefault("UnitFileState")));
    }

    private static bool IsEnabled(string? unitFileState) => unitFileState is "enabled" or "enabled-runtime";
}
