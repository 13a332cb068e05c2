using System.ComponentModel;
using System.Globalization;
using System.Reflection;

namespace MzPanel.Silo.Http;

/// <summary>Compares a section of settings with the type it is bound to: names each unknown key and each value of a wrong form.</summary>
internal static class SettingsShape
{
    public static IEnumerable<string> Faults(IConfigurationSection section, Type type)
    {
        if (IsLeaf(type))
            return LeafFaults(section, type);
        if (ElementOf(type) is { } element)
            return section.GetChildren().SelectMany(child => Faults(child, element));
        // A login shell sets MAIL, and other programs have names like ours: at the top the environment's single values are not ours.
        if (section.Value is { Length: > 0 } && section.Path.Contains(ConfigurationPath.KeyDelimiter, StringComparison.Ordinal))
            return [$"{section.Path}: takes members, not one value"];
        return section.GetChildren().SelectMany(child => Property(type, child.Key) is { } property
            ? Faults(child, property.PropertyType) : [$"{child.Path}: is not known"]);
    }

    private static IEnumerable<string> LeafFaults(IConfigurationSection section, Type type)
    {
        if (section.GetChildren().Any())
            yield return $"{section.Path}: takes one value";
        else if (section.Value is { Length: > 0 } text && !Fits(text, type))
            yield return $"{section.Path}: '{text}' is no {Word(type)}";
    }

    private static bool Fits(string text, Type type)
    {
        try
        {
            return TypeDescriptor.GetConverter(type).ConvertFromString(null, CultureInfo.InvariantCulture, text) is not null;
        }
        catch (Exception e) when (e is FormatException or ArgumentException or OverflowException or NotSupportedException)
        {
            return false;
        }
    }

    private static PropertyInfo? Property(Type type, string name) =>
        type.GetProperty(name, BindingFlags.Public | BindingFlags.Instance | BindingFlags.IgnoreCase) is { CanWrite: true } property ? property : null;

    private static bool IsLeaf(Type type) => type == typeof(string) || (Nullable.GetUnderlyingType(type) ?? type).IsPrimitive;

    /// <summary>What a list holds, or a dictionary's values are.</summary>
    private static Type? ElementOf(Type type) => type.IsGenericType ? type.GetGenericArguments()[^1] : null;

    private static string Word(Type type) => (Nullable.GetUnderlyingType(type) ?? type) is var t && t == typeof(bool) ? "true or false"
        : t == typeof(int) || t == typeof(long) ? "whole number" : "number";
}
