using MzPanel.Grains.Refusals;

namespace MzPanel.Silo.Http;

/// <summary>
/// Changes something that others may change at the same time: read, judged, written where it is still what was read. Who names a version
/// loses to whoever was first; who names none wins in the end.
/// </summary>
internal static class VersionRace
{
    private const int Tries = 5;

    /// <param name="context">With <c>If-Match</c> the first race that is lost is the answer.</param>
    /// <param name="find">Reads it for the caller.</param>
    /// <param name="versionOf">Its version.</param>
    /// <param name="write">Writes what follows from it; <see langword="false"/> where it was changed meanwhile.</param>
    /// <param name="what">What people call it.</param>
    public static async Task RunAsync<T>(HttpContext context, Func<Task<T>> find, Func<T, long> versionOf, Func<T, Task<bool>> write, string what)
    {
        for (var i = 0; i < Tries; i++)
        {
            var before = await find();
            EntityTag.Check(context, versionOf(before));
            if (await write(before))
                return;
            if (EntityTag.IsAsked(context))
                throw EntityTag.Refusal();
        }
        throw new PanelException(PanelError.Conflict, $"Others are changing this {what} at the same time. Try again.");
    }
}
