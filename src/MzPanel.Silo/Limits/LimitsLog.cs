namespace MzPanel.Silo.Limits;

internal static partial class LimitsLog
{
    [LoggerMessage(1151, LogLevel.Warning, "What callers use of their limits could not be shared between silos; each counts alone until it can")]
    public static partial void LedgerIsAway(this ILogger log, Exception exception);

    [LoggerMessage(1152, LogLevel.Information, "What callers use of their limits is shared between silos again")]
    public static partial void LedgerIsBack(this ILogger log);
}
