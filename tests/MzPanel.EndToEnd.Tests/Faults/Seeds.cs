using System.Diagnostics;
using System.Globalization;

namespace MzPanel.EndToEnd.Tests.Faults;

/// <summary>What the fault runs depend on: <c>MZ_SEED</c> repeats one, <c>MZ_LONG=1</c> asks for the long form.</summary>
internal static class Seeds
{
    public static bool Long => Environment.GetEnvironmentVariable("MZ_LONG") == "1";

    public static int Next() => int.TryParse(Environment.GetEnvironmentVariable("MZ_SEED"), CultureInfo.InvariantCulture, out var given)
        ? given : (int)(Stopwatch.GetTimestamp() & 0xFFFFFF);
}
