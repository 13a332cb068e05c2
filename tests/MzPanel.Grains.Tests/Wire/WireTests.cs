using MzPanel.Grains.Tests.Cluster;
using Orleans.Serialization;

namespace MzPanel.Grains.Tests.Wire;

/// <summary>
/// Silos of two builds serve together in a rolling upgrade: names, numbers and bytes of what they say to each other never change.
/// Something new is recorded once, with <c>MZ_RECORD=1</c>; a line that changes or goes is a fault of the change.
/// </summary>
public sealed class WireTests
{
    private static readonly bool Records = Environment.GetEnvironmentVariable("MZ_RECORD") == "1";
    private static readonly string Folder = Path.Combine(Root(), "tests/MzPanel.Grains.Tests/Golden");
    private static readonly string List = Path.Combine(Folder, "wire.txt");
    private static readonly string Fixture = Path.Combine(Folder, "wire.bytes.txt");

    [Fact]
    public void Every_name_and_number_is_as_recorded()
    {
        if (Records)
            File.WriteAllLines(List, Contract.Lines);
        Assert.Equal(File.ReadAllLines(List), Contract.Lines);
    }

    [Fact]
    public void Everything_that_crosses_silos_has_a_name_of_its_own()
    {
        var names = Contract.Types.Concat(Contract.Interfaces).Select(t => (Type: t, Alias: Contract.Name(t))).ToList();
        Assert.All(names, n => Assert.StartsWith("mzpanel.", n.Alias, StringComparison.Ordinal));
        Assert.Equal(names.Count, names.Select(n => n.Alias).Distinct().Count());
        Assert.All(Contract.Grains, grain => Assert.True(grain.IsDefined(typeof(GrainTypeAttribute), false), $"{grain} has no [GrainType]"));
    }

    [Fact]
    public async Task What_a_silo_of_an_earlier_build_said_is_still_understood()
    {
        await using var silo = await GrainSilo.StartAsync();
        var serializer = silo.Service<Serializer>();
        var samples = Contract.Types.ToDictionary(Contract.Name, t => Samples.Of(t, silo.GatewayReference));
        var recorded = Said();
        if (Records)
            File.WriteAllLines(Fixture, recorded.Concat(samples.Where(s => !Knows(s.Key, s.Value)).Select(s => (Name: s.Key, Bytes: serializer.SerializeToArray(s.Value))))
                .OrderBy(s => s.Name, StringComparer.Ordinal).Select(s => $"{s.Name} {Convert.ToBase64String(s.Bytes)}"));
        recorded = Said();
        Assert.All(samples, sample => Assert.True(Knows(sample.Key, sample.Value), $"{sample.Key} is not recorded as it is: MZ_RECORD=1"));
        Assert.All(recorded, said => Assert.True(Samples.Same(samples[said.Name], serializer.Deserialize<object>(said.Bytes), older: true), said.Name));

        bool Knows(string name, object sample) => recorded.Any(said => said.Name == name && Samples.Same(sample, serializer.Deserialize<object>(said.Bytes), older: false));
    }

    /// <summary>What was ever recorded: a type has a line for each set of members it once had.</summary>
    private static List<(string Name, byte[] Bytes)> Said() => !File.Exists(Fixture) ? []
        : [.. File.ReadAllLines(Fixture).Select(line => line.Split(' ')).Select(parts => (parts[0], Convert.FromBase64String(parts[1])))];

    private static string Root()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(directory.FullName, "MzPanel.sln")))
            directory = directory.Parent ?? throw new InvalidOperationException("The tests run from the repository.");
        return directory.FullName;
    }
}
