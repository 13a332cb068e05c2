using FluentValidation;
using Microsoft.Extensions.Options;

namespace MzPanel.Silo.Http;

/// <summary>Binds a section of settings with its validator; the start stops naming each key at fault.</summary>
internal static class Settings
{
    public static IServiceCollection AddSettings<TOptions, TValidator>(this IServiceCollection services, IConfiguration configuration, string section)
        where TOptions : class where TValidator : class, IValidator<TOptions>, new()
    {
        services.AddOptions<TOptions>().Bind(configuration.GetSection(section)).ValidateOnStart();
        return services.AddSingleton<IValidateOptions<TOptions>>(new ValidSettings<TOptions>(section, new TValidator()));
    }
}

internal sealed class ValidSettings<TOptions>(string section, IValidator<TOptions> validator) : IValidateOptions<TOptions> where TOptions : class
{
    public ValidateOptionsResult Validate(string? name, TOptions options)
    {
        var faults = validator.Validate(options).Errors.Select(fault => $"{section}:{Key(fault.PropertyName)}: {fault.ErrorMessage}").ToList();
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    /// <summary>The name of the setting: <c>Names[0].First</c> is <c>Names:0:First</c> in configuration.</summary>
    private static string Key(string property) => property.Replace('.', ':').Replace('[', ':').Replace("]", "", StringComparison.Ordinal);
}
