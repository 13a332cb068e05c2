using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace MzPanel.Protocol.Commands;

/// <summary>One member of <c>args</c>.</summary>
public abstract record ArgField(string Name, string Description)
{
    /// <summary>Whether the member must be there.</summary>
    public bool Required { get; init; }

    /// <summary>The member belongs only to arguments that choose this; elsewhere it is refused, and not asked for.</summary>
    public ArgChoice? Only { get; init; }

    /// <summary>Sealed at rest, redacted in answers and audit, masked in the log.</summary>
    public bool Secret { get; init; }

    /// <summary>What is wrong with a value, or <see langword="null"/>.</summary>
    public abstract string? Check(JsonElement value);
}

/// <summary>A text. No control characters unless <see cref="MultiLine"/>: what goes into an argument vector holds no NUL.</summary>
public sealed record TextArg(string Name, string Description) : ArgField(Name, Description)
{
    /// <summary>Longest value in bytes of UTF-8.</summary>
    public int MaxBytes { get; init; } = 255;

    /// <summary>Whether line breaks and tabs are allowed.</summary>
    public bool MultiLine { get; init; }

    /// <summary>What the value must match, with its explanation.</summary>
    public (Regex Pattern, string Says)? Form { get; init; }

    /// <summary>What is wrong with a text that has the form, where no pattern can say it.</summary>
    public Func<string, string?>? Rule { get; init; }

    /// <summary>Whether <c>""</c> is a value.</summary>
    public bool MayBeEmpty { get; init; }

    /// <inheritdoc />
    public override string? Check(JsonElement value) =>
        value.ValueKind == JsonValueKind.String ? Check(value.GetString()!) : "must be a string";

    internal string? Check(string text)
    {
        if (text.Length == 0)
            return MayBeEmpty ? null : "must not be empty";
        if (Encoding.UTF8.GetByteCount(text) > MaxBytes)
            return $"must be at most {MaxBytes} bytes";
        if (text.Any(c => char.IsControl(c) && !(MultiLine && c is '\n' or '\t' or '\r')))
            return "must not hold control characters";
        return Form is { } form && !form.Pattern.IsMatch(text) ? form.Says : Rule?.Invoke(text);
    }
}

/// <summary>A whole number.</summary>
public sealed record NumberArg(string Name, string Description, long Min, long Max) : ArgField(Name, Description)
{
    /// <inheritdoc />
    public override string? Check(JsonElement value) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var n) && n >= Min && n <= Max
            ? null : $"must be a whole number from {Min} to {Max}";
}

/// <summary>Yes or no.</summary>
public sealed record FlagArg(string Name, string Description) : ArgField(Name, Description)
{
    /// <inheritdoc />
    public override string? Check(JsonElement value) =>
        value.ValueKind is JsonValueKind.True or JsonValueKind.False ? null : "must be true or false";
}

/// <summary>A map of texts, for example an environment.</summary>
public sealed record MapArg(string Name, string Description, TextArg Key, TextArg Value) : ArgField(Name, Description)
{
    /// <summary>Most entries.</summary>
    public int MaxEntries { get; init; } = 100;

    /// <inheritdoc />
    public override string? Check(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Object)
            return "must be an object of strings";
        var entries = 0;
        foreach (var member in value.EnumerateObject())
        {
            if (++entries > MaxEntries)
                return $"must have at most {MaxEntries} entries";
            if (Key.Check(member.Name) is { } key)
                return $"has a name that {key}";
            if (Value.Check(member.Value) is { } fault)
                return $"has a value that {fault}";
        }
        return null;
    }
}
