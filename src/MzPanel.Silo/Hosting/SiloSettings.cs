namespace MzPanel.Silo.Hosting;

/// <summary>Where settings come from: the file beside the program, the environment, the command line.</summary>
internal static class SiloSettings
{
    public static void ReadSettings(this ConfigurationManager settings, string[] args)
    {
        settings.Sources.Clear();
        // Not watched: what changes needs a start anyway, and a watcher costs one.
        settings.AddJsonFile(Path.Combine(AppContext.BaseDirectory, "appsettings.json"), optional: false, reloadOnChange: false);
        settings.AddEnvironmentVariables().AddCommandLine(args);
    }

    public static T Of<T>(this IConfiguration settings, string section) where T : class, new() => settings.GetSection(section).Get<T>() ?? new T();
}
