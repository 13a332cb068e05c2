using Microsoft.Extensions.Configuration.EnvironmentVariables;
using MzPanel.Silo.Http;

namespace MzPanel.Silo.Hosting;

/// <summary>Every setting of ours is known and sensible, or the start stops with one message that names each key at fault.</summary>
internal static class SettingsCheck
{
    // Single values at the top, and the section of the framework that people tune.
    private static readonly string[] Others = ["Urls", "PublicUrl", "Logging"];

    public static void Run(IServiceCollection services, IConfigurationRoot configuration)
    {
        var sections = services.Select(s => s.ImplementationInstance).OfType<SettingsSection>().ToList();
        var faults = UnknownAtTop(configuration, sections)
            .Concat(SiloAddresses.Faults(configuration))
            .Concat(sections.SelectMany(s => s.Faults(configuration)))
            .Distinct().Order(StringComparer.Ordinal).ToList();
        if (faults.Count > 0)
            throw new StartException("the settings are wrong:" + string.Concat(faults.Select(f => Environment.NewLine + "  " + f)));
    }

    /// <summary>The environment holds whatever it likes; our file and the command line hold our keys only.</summary>
    private static IEnumerable<string> UnknownAtTop(IConfigurationRoot configuration, List<SettingsSection> sections)
    {
        var known = sections.Select(s => s.Name).Concat(Others).ToHashSet(StringComparer.OrdinalIgnoreCase);
        return configuration.Providers.Where(p => p is not EnvironmentVariablesConfigurationProvider)
            .SelectMany(p => p.GetChildKeys([], null)).Where(key => !known.Contains(key)).Select(key => $"{key}: is not known");
    }
}
