using FluentValidation.Results;
using MzPanel.Grains.Refusals;

namespace MzPanel.Silo.Http;

/// <summary>What is wrong with a request, by field, in the names of the wire.</summary>
internal sealed class Faults
{
    /// <summary>Field name for a body that is no object at all.</summary>
    public const string WholeBody = "body";

    private const int MostFields = 50;
    private const int LongestName = 100;
    private readonly Dictionary<string, List<string>> byField = [];

    public bool IsEmpty => byField.Count == 0;

    public void Add(string field, string message)
    {
        // Names may be the caller's own, as long as a body can be.
        var name = field.Length > LongestName ? field[..LongestName] + "…" : field;
        if (byField.TryGetValue(name, out var messages))
            messages.Add(message);
        else if (byField.Count < MostFields)
            byField[name] = [message];
    }

    /// <summary>Adds what a validator found, but not for fields whose shape is wrong already.</summary>
    public void Add(ValidationResult result)
    {
        var known = byField.Keys.Select(Root).ToHashSet();
        foreach (var failure in result.Errors)
        {
            var field = FieldName(failure.PropertyName);
            if (!known.Contains(Root(field)))
                Add(field, InOurWords(failure));
        }
    }

    public void ThrowIfAny()
    {
        if (!IsEmpty)
            throw Refusal();
    }

    public PanelException Refusal() => new(PanelError.ValidationFailed, "Some fields are not valid; see details.",
        byField.ToDictionary(f => f.Key, f => f.Value.ToArray()));

    public static PanelException Of(string field, string message)
    {
        var faults = new Faults();
        faults.Add(field, message);
        return faults.Refusal();
    }

    // The validator's own words name the member as the code has it, taken apart.
    private static string InOurWords(ValidationFailure failure) =>
        failure.FormattedMessagePlaceholderValues?.GetValueOrDefault("PropertyName") is string { Length: > 0 } name
            ? failure.ErrorMessage.Replace($"'{name}'", $"'{FieldName(failure.PropertyName).Split('.')[^1]}'", StringComparison.Ordinal)
            : failure.ErrorMessage;

    private static string Root(string field) => field.Split('.', '[')[0];

    private static string FieldName(string property) => property.Length == 0
        ? WholeBody
        : string.Join('.', property.Split('.').Select(part => ApiJson.MemberName(part)));
}
