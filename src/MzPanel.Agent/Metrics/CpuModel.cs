namespace MzPanel.Agent.Metrics;

/// <summary>Processors and what they are, from <c>/proc/cpuinfo</c>; ARM kernels name no model.</summary>
internal readonly record struct CpuModel(int? Count, string? Name)
{
    public static CpuModel Parse(string cpuinfo)
    {
        var count = 0;
        string? name = null;
        foreach (var line in cpuinfo.Split('\n'))
        {
            if (line.Split(':', 2) is not [var key, var value])
                continue;
            count += key.TrimEnd() == "processor" ? 1 : 0;
            name ??= key.TrimEnd() is "model name" or "Model" ? value.Trim() : null;
        }
        return new CpuModel(count > 0 ? count : null, name);
    }
}
