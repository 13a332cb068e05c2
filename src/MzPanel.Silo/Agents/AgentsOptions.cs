using FluentValidation;

namespace MzPanel.Silo.Agents;

/// <summary>Section <c>Agents</c> of the settings (running.md).</summary>
internal sealed class AgentsOptions
{
    public const string Section = "Agents";

    /// <summary>Where agents dial, if elsewhere than <c>PublicUrl</c>.</summary>
    public string? ConnectUrl { get; set; }

    /// <summary>Seconds between heartbeats.</summary>
    public int HeartbeatSeconds { get; set; } = 30;

    /// <summary>Silence in seconds after which a server is offline.</summary>
    public int OfflineSeconds { get; set; } = 90;

    /// <summary>Silence in minutes after which a running command is lost.</summary>
    public double LostMinutes { get; set; } = 15;

    /// <summary>Minutes after a start in which nothing is judged from silence.</summary>
    public double JudgeFreeMinutes { get; set; } = 5;

    /// <summary>Handshakes a silo admits in a second.</summary>
    public int HandshakesPerSecond { get; set; } = 1000;
}

internal sealed class AgentsOptionsValidator : AbstractValidator<AgentsOptions>
{
    public AgentsOptionsValidator()
    {
        RuleFor(o => o.ConnectUrl).Must(IsWebSocketUrl).WithMessage("must be a ws:// or wss:// address");
        RuleFor(o => o.HeartbeatSeconds).InclusiveBetween(1, 300);
        RuleFor(o => o.OfflineSeconds).InclusiveBetween(2, 3600);
        RuleFor(o => o.LostMinutes).GreaterThan(0).LessThanOrEqualTo(24 * 60);
        RuleFor(o => o.JudgeFreeMinutes).InclusiveBetween(0, 24 * 60);
        RuleFor(o => o.HandshakesPerSecond).InclusiveBetween(1, 100_000);
    }

    private static bool IsWebSocketUrl(string? url) =>
        url is null || (Uri.TryCreate(url, UriKind.Absolute, out var parsed) && parsed.Scheme is "ws" or "wss");
}
