namespace MzPanel.Grains;

/// <summary>
/// A call that may be carried out twice with the effect of once: where the silo of the grain went away under it, it is made again.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class RepeatableAttribute : Attribute;
