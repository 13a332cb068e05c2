using System.Reflection;

namespace MzPanel.Architecture.Tests.Floors;

/// <summary>The table of floors, as the compiled assemblies have it: a package may bring in what no project file names.</summary>
public sealed class AssemblyTests
{
    private static readonly string BaseLibrary = Path.GetDirectoryName(typeof(object).Assembly.Location)!;

    [Fact]
    public void The_protocol_references_the_base_library_only() => Assert.All(References("MzPanel.Protocol"), name =>
        Assert.Equal(BaseLibrary, Path.GetDirectoryName(Assembly.Load(name).Location)));

    [Theory]
    [InlineData("MzPanel.Data", "Orleans"), InlineData("MzPanel.Data", "Microsoft.AspNetCore")]
    [InlineData("MzPanel.Grains", "Microsoft.AspNetCore"), InlineData("MzPanel.Grains", "System.Net.WebSockets"), InlineData("MzPanel.Grains", "System.Net.Http")]
    [InlineData("MzPanel.Grains", "Npgsql"), InlineData("MzPanel.Grains", "Microsoft.Data.Sqlite"), InlineData("MzPanel.Grains", "Dapper")]
    [InlineData("mzagent", "MzPanel.Data"), InlineData("mzagent", "MzPanel.Grains"), InlineData("mzagent", "Orleans"), InlineData("mzagent", "Microsoft.AspNetCore")]
    public void A_floor_never_sees_what_the_table_forbids(string floor, string forbidden) => Assert.DoesNotContain(
        References(floor), name => name.Name!.StartsWith(forbidden, StringComparison.Ordinal));

    // Whatever ships inside the agent runs as root on strangers' servers.
    [Fact]
    public void The_agent_ships_the_protocol_and_a_logger_and_nothing_else() => Assert.Subset(
        new HashSet<string> { "MzPanel.Protocol", "Microsoft.Extensions.Logging.Abstractions", "Microsoft.Extensions.DependencyInjection.Abstractions" },
        Closure("mzagent").Select(a => a.GetName().Name!).ToHashSet());

    private static AssemblyName[] References(string name) => Assembly.Load(name).GetReferencedAssemblies();

    private static HashSet<Assembly> Closure(string name)
    {
        var found = new HashSet<Assembly>();
        var open = new Queue<Assembly>([Assembly.Load(name)]);
        while (open.TryDequeue(out var assembly))
            foreach (var next in assembly.GetReferencedAssemblies().Select(Assembly.Load).Where(a => Path.GetDirectoryName(a.Location) != BaseLibrary))
                if (found.Add(next))
                    open.Enqueue(next);
        return found;
    }
}
