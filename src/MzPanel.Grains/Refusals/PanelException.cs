namespace MzPanel.Grains.Refusals;

/// <summary>A refusal on its way to the caller; crosses silos.</summary>
[GenerateSerializer, Alias("mzpanel.refusal")]
public sealed class PanelException : Exception
{
    /// <summary>Refuses in one word.</summary>
    public PanelException(PanelError error, string message, IReadOnlyDictionary<string, string[]>? details = null, int? retryAfterS = null)
        : base(message) => (Error, Details, RetryAfterS) = (error, details, retryAfterS);

    /// <summary>The reason.</summary>
    [Id(0)]
    public PanelError Error { get; }

    /// <summary>Field → messages, for <see cref="PanelError.ValidationFailed"/>.</summary>
    [Id(1)]
    public IReadOnlyDictionary<string, string[]>? Details { get; }

    /// <summary>When to try again, in seconds.</summary>
    [Id(2)]
    public int? RetryAfterS { get; }

    /// <summary>Answers for everything the caller may not see, whether it exists or not.</summary>
    public static PanelException NotFound() => new(PanelError.NotFound, "There is no such thing here.");
}
