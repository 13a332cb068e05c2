using FluentValidation;
using Microsoft.Extensions.Options;

namespace MzPanel.Silo.Http;

/// <summary>Binds a section of settings with its validator; the start stops naming each key at fault.</summary>
internal static class Settings
{
    public static IServiceCollection AddSettings<TOptions, TValidator>(this IServiceCollection services, IConfiguration configuration, string section)
        where TOptions : class, new() where TValidator : class, IValidator<TOptions>, new()
    {
        services.AddOptions<TOptions>().Bind(configuration.GetSection(section)).ValidateOnStart();
        return services.AddSettingsSection(section, new TValidator(), found => SettingsShape.Faults(found, typeof(TOptions)), found => found.Get<TOptions>() ?? new());
    }

    /// <summary>The same for a section whose form a type does not tell.</summary>
    public static IServiceCollection AddSettingsSection<TOptions>(
        this IServiceCollection services, string section, IValidator<TOptions> validator,
        Func<IConfigurationSection, IEnumerable<string>> shape, Func<IConfigurationSection, TOptions> bind) where TOptions : class
    {
        var valid = new ValidSettings<TOptions>(section, validator);
        services.AddSingleton(new SettingsSection(section, found =>
        {
            var faults = shape(found.GetSection(section)).ToList();
            return [.. faults, .. valid.Faults(bind(Without(faults, found).GetSection(section)))];
        }));
        return services.AddSingleton<IValidateOptions<TOptions>>(valid);
    }

    /// <summary>The settings but for those of a wrong form: they cannot be bound, and the rules still judge the others.</summary>
    private static IConfiguration Without(List<string> faults, IConfiguration found)
    {
        var keys = faults.Select(fault => fault[..fault.IndexOf(": ", StringComparison.Ordinal)]).ToHashSet(StringComparer.OrdinalIgnoreCase);
        return keys.Count == 0 ? found : new ConfigurationBuilder()
            .AddInMemoryCollection(found.AsEnumerable().Where(setting => setting.Value is not null && !keys.Contains(setting.Key))).Build();
    }
}

/// <summary>A section of ours, for the check of all of them before the start.</summary>
internal sealed record SettingsSection(string Name, Func<IConfiguration, IReadOnlyList<string>> Faults);

internal sealed class ValidSettings<TOptions>(string section, IValidator<TOptions> validator) : IValidateOptions<TOptions> where TOptions : class
{
    public ValidateOptionsResult Validate(string? name, TOptions options) =>
        Faults(options) is { Count: > 0 } faults ? ValidateOptionsResult.Fail(faults) : ValidateOptionsResult.Success;

    public IReadOnlyList<string> Faults(TOptions options) =>
        [.. validator.Validate(options).Errors.Select(fault => $"{section}:{Key(fault.PropertyName)}: {fault.ErrorMessage}")];

    /// <summary>The name of the setting: <c>Names[0].First</c> is <c>Names:0:First</c> in configuration.</summary>
    private static string Key(string property) => property.Replace('.', ':').Replace('[', ':').Replace("]", "", StringComparison.Ordinal);
}
