using MzPanel.Data.License;

namespace MzPanel.Grains.License;

/// <summary>How the signing keys follow each other. Pure: sees the rows, returns the new and the changed ones. Times unix ms.</summary>
internal static class KeyPlan
{
    /// <summary>There is always one that signs and one announced.</summary>
    public static IReadOnlyList<SigningKeyRow> Complete(IReadOnlyList<SigningKeyRow> rows, Func<SigningKeyRow> make, long now) =>
        (rows.Any(r => r.State == SigningKeyState.Current), Next(rows)) switch
        {
            (true, not null) => [],
            (true, null) => [make()],
            (false, { } next) => [Activated(next, now), make()],
            (false, null) => [Activated(make(), now), make()],
        };

    /// <summary>
    /// The announced key signs and a new one is announced. Nothing where another key than <paramref name="kid"/> signs: somebody
    /// else was first, and agents know one step ahead only.
    /// </summary>
    public static IReadOnlyList<SigningKeyRow> RollOver(IReadOnlyList<SigningKeyRow> rows, string kid, Func<SigningKeyRow> make, long now) =>
        rows.FirstOrDefault(r => r.State == SigningKeyState.Current && r.Kid == kid) is { } current && Next(rows) is { } next
            ? [current with { State = SigningKeyState.Retired, RetiredAt = now }, Activated(next, now), make()]
            : [];

    private static SigningKeyRow? Next(IReadOnlyList<SigningKeyRow> rows) => rows.FirstOrDefault(r => r.State == SigningKeyState.Next);

    private static SigningKeyRow Activated(SigningKeyRow row, long now) => row with { State = SigningKeyState.Current, ActivatedAt = now };
}
