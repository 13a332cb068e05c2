namespace MzPanel.Bench.Results;

/// <summary>Which way a figure would be an improvement.</summary>
internal enum Better
{
    Less,
    More,
}

/// <summary>One thing measured in one run of a case, beside what it is measured against in the same run.</summary>
internal sealed record Figure(string Case, string Name, double Value, string Unit, Better Better)
{
    /// <summary>Memory: it carries from one machine to another without a floor.</summary>
    public const string Bytes = "bytes";

    /// <summary>The floor's value, in the same unit.</summary>
    public double? Floor { get; init; }

    public double? Ratio => Floor is > 0 ? Value / Floor : null;
}
